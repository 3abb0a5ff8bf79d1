using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>A 3x3 convolution with a border of zeros and GELU after it. Stride 1 keeps the image's size; stride 2 halves it, rounded up.</summary>
internal sealed class StemConvolution : NetworkPart, IProduct
{
    private const int Kernel = 3;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long _stride;

    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="init">Source of starting weights.</param>
    public StemConvolution(int inputs, int outputs, int stride, WeightInitializer init)
    {
        _stride = stride;
        // He et al. 2015: twice the variance, because the activation after it takes about half.
        weight = Own(nameof(weight), new Parameter(init.Normal(Math.Sqrt(2.0 / (inputs * Kernel * Kernel)), outputs, inputs, Kernel, Kernel)));
        bias = Own(nameof(bias), new Parameter(init.Zeros(outputs)));
    }

    /// <inheritdoc/>
    public ScalarType ProductType { get; set; } = ScalarType.Float32;

    /// <param name="x">(B, inputs, H, W)</param>
    /// <returns>(B, outputs, ceil(H / stride), ceil(W / stride))</returns>
    public Tensor Forward(Tensor x) => nn.functional.gelu(
        nn.functional.conv2d(x.to_type(ProductType), weight.to_type(ProductType), bias.to_type(ProductType), strides: [_stride, _stride], padding: [1, 1]));
}
