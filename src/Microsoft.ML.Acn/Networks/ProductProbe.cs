using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Finds out on random numbers whether ways to multiply give a row the same bits wherever it stands and in batches of many sizes: some rows are
/// repeated over and over, and each must come out the same everywhere.
/// </summary>
internal static class ProductProbe
{
    // Coprime to blocks of rows, so that the more rows there are, the more places of a block a row comes to stand at.
    private const int Rows = 17;
    private const int ReferenceRows = 32;
    private const int FewestCounts = 3;

    // What a product may cost, but for the first counts: a few milliseconds, and some 50 MB.
    private const long MostNumbers = 12_000_000;
    private const long MostOperations = 600_000_000;

    /// <summary>A way to multiply.</summary>
    /// <param name="x">(rows, inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <returns>(rows, outputs)</returns>
    public delegate Tensor Product(Tensor x, Tensor weight, Tensor bias);

    /// <summary>Whether rows come out everywhere as a way gives them in a batch of 32.</summary>
    /// <param name="inputs">The length of a row.</param>
    /// <param name="outputs">The length of a row of the product.</param>
    /// <param name="reference">The way that all are compared with.</param>
    /// <param name="tried">The way that is tried.</param>
    /// <param name="counts">How many rows it is tried with, rising. All but the first three are left out where that would take long.</param>
    public static bool RowsAgree(long inputs, long outputs, Product reference, Product tried, IEnumerable<int> counts)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        Tensor rows = Random(Rows, inputs), weight = Random(outputs, inputs), bias = Random(outputs);
        Tensor all = reference(Repeated(rows, ReferenceRows), weight, bias), expected = all.narrow(0, 0, Rows);
        return AreEqual(all, Repeated(expected, ReferenceRows)) && counts.Where((count, at) => at < FewestCounts || IsCheap(count)).All(Agree);

        bool Agree(int count)
        {
            using DisposeScope some = NewDisposeScope();
            return AreEqual(tried(Repeated(rows, count), weight, bias), Repeated(expected, count));
        }

        bool IsCheap(long count) => count * (inputs + outputs) <= MostNumbers && count * inputs * outputs <= MostOperations;

        Tensor Random(params long[] shape) => randn(shape, dtype: ScalarType.Float32, generator: generator);
    }

    private static bool AreEqual(Tensor left, Tensor right) => TensorMath.ToNumber(left.equal(right).all().to_type(ScalarType.Float32)) != 0;

    private static Tensor Repeated(Tensor rows, int count) => rows.repeat((count + Rows - 1) / Rows, 1).narrow(0, 0, count);
}
