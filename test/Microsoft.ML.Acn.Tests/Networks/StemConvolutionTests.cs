using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class StemConvolutionTests
{
    [Theory]
    [InlineData(1, 16, 1, 7, 9)]
    [InlineData(3, 8, 2, 9, 7)]
    [InlineData(24, 24, 2, 8, 8)]
    [InlineData(16, 40, 1, 5, 5)]
    public void It_is_the_sum_over_each_pixels_surroundings(int inputs, int outputs, int stride, int height, int width)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 3);
        using var stem = new StemConvolution(inputs, outputs, stride, init);
        Tensor x = init.Normal(1, 2, inputs, height, width);
        float[] a = x.Numbers(), w = stem.NamedParameters().First(weight => weight.Name == "weight").Parameter.Numbers();

        using Tensor product = stem.Multiply(x), forward = stem.Forward(x);

        int high = (height + stride - 1) / stride, wide = (width + stride - 1) / stride;
        Assert.Equal([2, outputs, high, wide], product.shape);
        float[] sums = product.Numbers(), activations = forward.Numbers();
        int next = 0;
        for (int row = 0; row < 2; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                for (int pixel = 0; pixel < high * wide; pixel++, next++)
                {
                    double expected = Surroundings(row, pixel / wide * stride, pixel % wide * stride).Sum(near => a[near.Pixel] * (double)w[(output * inputs * 9) + near.Weight]);
                    Assert.Equal(expected, sums[next], 1e-4);
                    Assert.Equal(TensorMath.ToNumber(nn.functional.gelu(tensor(expected))), activations[next], 1e-4);
                }
            }
        }

        IEnumerable<(int Pixel, int Weight)> Surroundings(int row, int y, int x) =>
            from channel in Enumerable.Range(0, inputs)
            from i in Enumerable.Range(0, 9)
            let v = y + (i / 3) - 1
            let h = x + (i % 3) - 1
            where v >= 0 && v < height && h >= 0 && h < width
            select ((((row * inputs) + channel) * height * width) + (v * width) + h, (channel * 9) + i);
    }

    [Fact]
    public void Gradients_of_the_product_are_those_of_the_convolution()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 5);
        using var stem = new StemConvolution(16, 32, 2, init);
        Tensor one = init.Normal(1, 3, 16, 8, 8).requires_grad_(), other = one.detach().clone().requires_grad_();

        // In 64 bits libtorch convolves by itself, wherever it is.
        stem.ProductType = ScalarType.Float64;
        stem.Convolve(one).square().sum().backward();
        float[][] convolved = [.. stem.Parameters().Select(weight => weight.grad!.Numbers())];
        foreach (var weight in stem.Parameters())
            weight.grad!.zero_();
        stem.ProductType = ScalarType.Float32;
        stem.Multiply(other).square().sum().backward();

        TestNetworks.AssertClose(one.grad!.Numbers(), other.grad!.Numbers(), 1e-3);
        foreach ((float[] expected, var weight) in convolved.Zip(stem.Parameters()))
            TestNetworks.AssertClose(expected, weight.grad!.Numbers(), 1e-2);
    }

    [Fact]
    public void The_product_takes_and_gives_bfloat16()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 7);
        using var stem = new StemConvolution(3, 8, 1, init) { ProductType = ScalarType.BFloat16 };
        Tensor x = init.Normal(1, 2, 3, 6, 6);

        Tensor product = stem.Multiply(x.to_type(ScalarType.BFloat16));
        stem.ProductType = ScalarType.Float32;

        Assert.Equal(ScalarType.BFloat16, product.dtype);
        TestNetworks.AssertClose(stem.Multiply(x).Numbers(), product.to_type(ScalarType.Float32).Numbers(), 0.1);
    }
}
