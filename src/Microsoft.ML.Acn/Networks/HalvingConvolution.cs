using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A 3x3 convolution with stride 2 and a border of zeros: half the rows and columns, rounded up.</summary>
internal sealed class HalvingConvolution : nn.Module<Tensor, Tensor>, IProduct
{
    private const int Kernel = 3;

    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="init">Source of starting weights.</param>
    public HalvingConvolution(int inputs, int outputs, WeightInitializer init)
        : base(nameof(HalvingConvolution))
    {
        // He et al. 2015: twice the variance, because the activation after it takes about half.
        weight = new Parameter(init.Normal(Math.Sqrt(2.0 / (inputs * Kernel * Kernel)), outputs, inputs, Kernel, Kernel));
        bias = new Parameter(init.Zeros(outputs));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public ScalarType ProductType { get; set; } = ScalarType.Float32;

    /// <param name="x">(B, inputs, H, W)</param>
    /// <returns>(B, outputs, ceil(H/2), ceil(W/2))</returns>
    public override Tensor forward(Tensor x)
        => nn.functional.conv2d(x.to_type(ProductType), weight.to_type(ProductType), bias.to_type(ProductType), strides: [2, 2], padding: [1, 1]);
}
