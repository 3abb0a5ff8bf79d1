using Microsoft.ML.Acn.Interop;
using TorchSharp;
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
    public Tensor Forward(Tensor x) => nn.functional.gelu(x.device_type != DeviceType.CPU || ProcessorCaches.AreKnown ? Convolve(x) : Multiply(x));

    /// <summary>The convolution as libtorch computes it.</summary>
    internal Tensor Convolve(Tensor x)
        => nn.functional.conv2d(x.to_type(ProductType), weight.to_type(ProductType), bias.to_type(ProductType), strides: [_stride, _stride], padding: [1, 1]);

    /// <summary>The convolution as a product of each pixel's surroundings with all weights of an output.</summary>
    internal Tensor Multiply(Tensor x)
    {
        long outputs = weight.shape[0];
        Tensor surroundings = nn.functional.unfold(x, Kernel, dilation: 1, padding: 1, stride: _stride).transpose(1, 2);
        Tensor product = MatrixProduct.Multiply(surroundings, weight.reshape(outputs, -1), bias, ProductType);
        return product.transpose(1, 2).reshape(x.shape[0], outputs, Halved(x.shape[2]), Halved(x.shape[3]));
    }

    private long Halved(long pixels) => (pixels + _stride - 1) / _stride;
}
