using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A matrix product with bias that keeps 32-bit weights and can multiply in bfloat16.</summary>
/// <remarks>
/// TorchSharp has no autocast. Here the casts stand inside the layer: autograd carries them, so gradients reach the weights in 32 bits.
/// Output has the format of the product, so that a chain of layers casts its activations once.
/// </remarks>
internal sealed class LinearLayer : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    public LinearLayer(Tensor weight)
        : base(nameof(LinearLayer))
    {
        // Parameter takes the tensor over: the argument is empty afterwards.
        this.weight = new Parameter(weight);
        bias = new Parameter(zeros(this.weight.shape[0], dtype: ScalarType.Float32, device: this.weight.device));
        RegisterComponents();
    }

    /// <summary>The format of the product. Set by the network for all its layers at once.</summary>
    public ScalarType ProductType { get; set; } = ScalarType.Float32;

    /// <param name="x">(..., inputs)</param>
    /// <returns>(..., outputs)</returns>
    public override Tensor forward(Tensor x)
    {
        if (ProductType == ScalarType.Float32)
            return nn.functional.linear(x, weight, bias);
        return nn.functional.linear(x.to_type(ProductType), weight.to_type(ProductType), bias.to_type(ProductType));
    }
}
