using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
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
    [InlineData(256, 64, 512)]
    [InlineData(260, 96, 640)]
    public void It_is_the_matrix_product_forwards_and_backwards(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 3);
        Tensor x = init.Normal(1, rows, inputs).requires_grad_(), weight = init.Random(outputs, inputs).requires_grad_(), bias = init.Normal(1, outputs).requires_grad_();

        // Where caches are hidden it is wrong, and layers take the other way.
        Tensor product = ProcessorCaches.AreKnown ? PointwiseProduct.Apply(x, weight, bias) : MatrixProduct.Multiply(x, weight, bias, ScalarType.Float32);
        AssertProduct(x, weight, bias, product, init.Normal(1, rows, outputs));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_product_is_right_on_any_number_of_threads(int threads)
    {
        using var set = new ThreadScope(threads);

        It_is_the_matrix_product_forwards_and_backwards(257, 128, 130);
    }

    [Fact]
    public void It_is_taken_where_it_is_faster_and_the_caches_are_known()
    {
        using Tensor weight = zeros(16, 24);

        Assert.Equal(Avx512F.IsSupported && !ProcessorMaker.IsIntel && ProcessorCaches.AreKnown, PointwiseProduct.IsFaster(weight, 256));
    }

    [Fact]
    public void A_layer_of_many_rows_trains_by_the_matrix_product()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 3);
        using LinearLayer layer = new(init.Random(16, 24));
        Tensor x = init.Normal(1, 40, 10, 24).requires_grad_();
        Dictionary<string, Parameter> weights = layer.NamedParameters().ToDictionary(weight => weight.Name, weight => weight.Parameter);

        AssertProduct(x, weights["weight"], weights["bias"], layer.Forward(x), init.Normal(1, 40, 10, 16));
    }

    [Fact]
    public void Few_rows_never_take_this_way()
    {
        using Tensor weight = zeros(16, 24);

        Assert.False(PointwiseProduct.IsFaster(weight, 1));
        Assert.False(PointwiseProduct.IsFaster(weight, 255));
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

        float[] all = layer.Forward(x).Numbers();

        foreach (int rows in new[] { 1, 2, 3, 5, 12, 64, 255, 256, 257, 1_999 })
            RowBits.AssertSame(all[..(rows * outputs)], layer.Forward(x.narrow(0, 0, rows)).Numbers());
    }

    /// <summary>Compares a product and, after a pass backwards along a direction, its gradients with sums in 64 bits.</summary>
    /// <param name="x">(..., I)</param>
    /// <param name="weight">(O, I)</param>
    /// <param name="bias">(O)</param>
    /// <param name="product">(..., O)</param>
    /// <param name="direction">The gradient of the loss by the product. (..., O)</param>
    private static void AssertProduct(Tensor x, Tensor weight, Tensor bias, Tensor product, Tensor direction)
    {
        product.backward([direction]);
        int outputs = (int)weight.shape[0], inputs = (int)weight.shape[1], rows = (int)x.numel() / inputs;
        float[] a = x.Numbers(), w = weight.Numbers(), b = bias.Numbers(), d = direction.Numbers();

        AssertSums(product, outputs, rows, (row, output) => b[output] + Enumerable.Range(0, inputs).Sum(i => (double)a[(row * inputs) + i] * w[(output * inputs) + i]), 1e-5);
        AssertSums(x.grad!, inputs, rows, (row, input) => Enumerable.Range(0, outputs).Sum(o => (double)d[(row * outputs) + o] * w[(o * inputs) + input]));
        AssertSums(weight.grad!, inputs, outputs, (output, input) => Enumerable.Range(0, rows).Sum(row => (double)d[(row * outputs) + output] * a[(row * inputs) + input]));
        AssertSums(bias.grad!, outputs, 1, (_, output) => Enumerable.Range(0, rows).Sum(row => (double)d[(row * outputs) + output]));
    }

    private static void AssertSums(Tensor actual, int columns, int rows, Func<int, int, double> expected, double tolerance = 1e-4)
    {
        float[] numbers = actual.Numbers();
        Assert.Equal(rows * columns, numbers.Length);
        for (int i = 0; i < numbers.Length; i++)
            Assert.Equal(expected(i / columns, i % columns), numbers[i], tolerance);
    }
}
