using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class PointwiseProductTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 3, 5)]
    [InlineData(300, 67, 19)]
    [InlineData(257, 128, 130)]
    public void It_is_the_matrix_product(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 3);
        Tensor x = init.Normal(1, rows, inputs), weight = init.Random(outputs, inputs), bias = init.Normal(1, outputs);

        float[] actual = PointwiseProduct.Apply(x, weight, bias).Numbers();

        float[] a = x.Numbers(), w = weight.Numbers(), b = bias.Numbers();
        for (int row = 0; row < rows; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                double expected = b[output] + Enumerable.Range(0, inputs).Sum(i => (double)a[(row * inputs) + i] * w[(output * inputs) + i]);
                Assert.Equal(expected, actual[(row * outputs) + output], 1e-5);
            }
        }
    }

    [Fact]
    public void A_layer_trains_the_same_with_many_rows_as_with_few()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 3);
        Tensor x = init.Normal(1, 40, 10, 24), weight = init.Random(16, 24), direction = init.Normal(1, 40, 10, 16);
        using LinearLayer whole = new(weight.clone()), pieces = new(weight.clone());

        (whole.call(x) * direction).sum().backward();
        for (int part = 0; part < 40; part += 8)
            (pieces.call(x.narrow(0, part, 8)) * direction.narrow(0, part, 8)).sum().backward();

        Assert.Equal(Avx512F.IsSupported, PointwiseProduct.IsFaster(weight, 400));
        Assert.False(PointwiseProduct.IsFaster(weight, 80));
        foreach (((_, Parameter expected), (_, Parameter actual)) in pieces.named_parameters().Zip(whole.named_parameters()))
            TestNetworks.AssertClose(expected.grad!.Numbers(), actual.grad!.Numbers(), 1e-4);
    }

    [Theory]
    [InlineData(128, 384)]
    [InlineData(256, 128)]
    [InlineData(67, 8)]
    public void A_layer_scores_a_row_to_the_bit_as_in_any_batch(int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using WeightInitializer init = new(CPU, 5);
        Tensor x = init.Normal(1, 2_000, inputs);
        using LinearLayer layer = new(init.Random(outputs, inputs));

        float[] all = layer.call(x).Numbers();

        foreach (int rows in new[] { 1, 2, 3, 5, 12, 64, 255, 256, 257, 1_999 })
            Assert.Equal(all[..(rows * outputs)], layer.call(x.narrow(0, 0, rows)).Numbers());
    }
}
