using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Finds out on random numbers whether ways to multiply give a row the same bits in batches of any size.</summary>
internal static class ProductProbe
{
    // Whole blocks of 4 and of 16.
    private const int Most = 1_008;
    private const int Few = 256;

    /// <summary>A way to multiply.</summary>
    /// <param name="x">(rows, inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <returns>(rows, outputs)</returns>
    public delegate Tensor Product(Tensor x, Tensor weight, Tensor bias);

    /// <summary>All row counts up to some hundred that are multiples of a block, and a few larger ones.</summary>
    public static IEnumerable<int> Multiples(int block)
        => Enumerable.Range(1, Few / block).Select(count => count * block).Concat(new[] { 500, 700, Most }.Select(rows => rows / block * block));

    /// <summary>Whether the last rows of a large batch, multiplied on their own, come out as in the batch.</summary>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="outputs">The length of a row of the product.</param>
    /// <param name="whole">How the large batch is multiplied.</param>
    /// <param name="others">How fewer rows are multiplied, and how many.</param>
    public static bool RowsAgree(long inputs, long outputs, Product whole, params (Product Multiply, IEnumerable<int> Rows)[] others)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        Tensor x = Random(Most, inputs), weight = Random(outputs, inputs), bias = Random(outputs);
        float[] all = TensorMath.ToArray(whole(x, weight, bias));
        return others.All(other => other.Rows.All(rows => AreLast(other.Multiply(x.narrow(0, Most - rows, rows), weight, bias))));

        bool AreLast(Tensor some)
        {
            float[] numbers = TensorMath.ToArray(some);
            some.Dispose();
            return numbers.AsSpan().SequenceEqual(all.AsSpan(all.Length - numbers.Length));
        }

        Tensor Random(params long[] shape) => randn(shape, dtype: ScalarType.Float32, generator: generator);
    }
}
