using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Compares the numbers of a row in batches of different sizes, or read by another thread, for which torch may have another number of threads.</summary>
internal static class RowBits
{
    private const double Rounding = 1e-4;

    /// <summary>
    /// Whether products keep a row's bits in any batch: on every x64 processor but Intel's without AVX-512, as which MKL can be told to take any.
    /// Said here for each kind of processor, and not asked of what the library finds out, which is tested.
    /// </summary>
    public static bool AreKept { get; } = X86Base.IsSupported && (!ProcessorMaker.IsIntel || Avx512F.IsSupported) && Environment.GetEnvironmentVariable("MKL_ENABLE_INSTRUCTIONS") is null;

    /// <summary>Asks for the same bits where they are kept, and elsewhere for no more than rounding.</summary>
    public static void AssertSame(IEnumerable<float[]> expected, IEnumerable<float[]> actual)
    {
        float[][] rows = [.. expected], others = [.. actual];
        Assert.Equal(rows.Length, others.Length);
        for (int row = 0; row < rows.Length; row++)
            AssertSame(rows[row], others[row]);
    }

    /// <inheritdoc cref="AssertSame(IEnumerable{float[]}, IEnumerable{float[]})"/>
    public static void AssertSame(float[] expected, float[] actual)
    {
        if (AreKept)
        {
            Assert.Equal(expected, actual);
            return;
        }
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Rounding * Math.Max(1, Math.Abs(expected[i])), $"{actual[i]} instead of {expected[i]}");
    }

    /// <summary>
    /// A threshold that half of the values reach: one of them where bits are kept, and elsewhere one between two, so that rounding moves no row across.
    /// </summary>
    public static double ThresholdOfHalf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        double median = sorted[sorted.Length / 2];
        return AreKept ? median : (median + sorted.Where(value => value < median).DefaultIfEmpty(median).Last()) / 2;
    }
}
