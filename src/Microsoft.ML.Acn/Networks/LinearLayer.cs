using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A matrix product with bias that keeps 32-bit weights and can multiply in bfloat16.</summary>
/// <remarks>
/// TorchSharp has no autocast. Here the casts stand inside the layer: autograd carries them, so gradients reach the weights in 32 bits.
/// Output has the format of the product, so that a chain of layers casts its activations once.
/// </remarks>
internal sealed class LinearLayer : NetworkPart, IProduct
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    public LinearLayer(Tensor weight)
    {
        // Parameter takes the tensor over: the argument is empty afterwards.
        this.weight = Own(nameof(weight), new Parameter(weight));
        bias = Own(nameof(bias), new Parameter(zeros(this.weight.shape[0], dtype: ScalarType.Float32, device: this.weight.device)));
    }

    /// <inheritdoc/>
    public ScalarType ProductType { get; set; } = ScalarType.Float32;

    /// <summary>The matrix. (outputs, inputs)</summary>
    public Parameter Weight => weight;

    /// <summary>What is added. (outputs)</summary>
    public Parameter Bias => bias;

    /// <summary>Where the weights live.</summary>
    public Device Device => weight.device;

    /// <summary>Multiplies weights and biases.</summary>
    public void Scale(double factor)
    {
        weight.TimesInPlace(factor);
        bias.TimesInPlace(factor);
    }

    /// <summary>Takes weights and biases of outputs over from another layer.</summary>
    /// <param name="other">The other, of the same inputs.</param>
    /// <param name="outputs">For each output here the one there, or -1 for one that gets starting weights.</param>
    /// <param name="init">Gives starting weights.</param>
    public void CopyOutputs(LinearLayer other, IReadOnlyList<int> outputs, WeightInitializer init)
    {
        weight.copy_(init.Random(weight.shape[0], weight.shape[1]));
        bias.zero_();
        int[] here = [.. Enumerable.Range(0, outputs.Count).Where(output => outputs[output] >= 0)];
        if (here.Length == 0)
            return;
        Tensor to = tensor(Array.ConvertAll(here, output => (long)output), device: Device), from = tensor(Array.ConvertAll(here, output => (long)outputs[output]), device: other.Device);
        weight.index_copy_(0, to, other.weight.index_select(0, from).to(Device));
        bias.index_copy_(0, to, other.bias.index_select(0, from).to(Device));
    }

    /// <param name="x">(..., inputs)</param>
    /// <returns>(..., outputs)</returns>
    public Tensor Forward(Tensor x) => MatrixProduct.Multiply(x, weight, bias, ProductType);
}
