using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Transform on rows that a network has not scored before.</summary>
/// <remarks>
/// A transformer remembers the words of rows that it has scored; one that was just made remembers none. It shares the network's weights where they lie: a copy of them would not be in the processor's caches.
/// </remarks>
internal static class FreshTransformer
{
    /// <summary>Reads the scores of rows.</summary>
    public static void Score(AcnTransformer network, IDataView rows) => Reading.Column<VBuffer<float>>(network.Transform(rows), "Score");

    /// <summary>Seconds of <see cref="Score"/> by a transformer of the same weights that was just made.</summary>
    public static double SecondsOf(AcnTransformer network, IDataView rows)
    {
        // Any verb that keeps the network would do.
        using AcnTransformer fresh = network.WithoutContinualState();
        return Turns.SecondsOf(() => Score(fresh, rows));
    }
}
