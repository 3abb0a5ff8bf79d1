namespace Microsoft.ML.Acn.Compression;

/// <summary>Counts right answers, losses and depths of rows that leave the network at one threshold.</summary>
/// <param name="threshold">The confidence from which a row leaves.</param>
/// <param name="layers">L, the layers.</param>
/// <param name="classes">K, the classes.</param>
internal sealed class EarlyExitTally(double threshold, int layers, int classes)
{
    private readonly DepthTally _answers = new(classes);
    private readonly long[] _depths = new long[layers + 1];

    public double Threshold => threshold;

    /// <summary>Adds a row.</summary>
    /// <param name="probabilities">At every depth from 0 to L, one after the other. (L + 1, K)</param>
    /// <param name="confidences">At every depth. (L + 1)</param>
    /// <param name="label">The right class.</param>
    public void Add(ReadOnlySpan<float> probabilities, ReadOnlySpan<double> confidences, int label)
    {
        int depth = 0;
        while (depth < layers && !(confidences[depth] >= threshold))
            depth++;
        _depths[depth]++;
        _answers.Add(probabilities.Slice(depth * classes, classes), label, 1);
    }

    public AcnEarlyExitResult ToResult(double rowsPerSecond)
    {
        double rows = _depths.Sum();
        return new AcnEarlyExitResult
        {
            Threshold = threshold,
            Accuracy = _answers.Accuracy,
            LogLoss = _answers.LogLoss,
            MeanDepth = _depths.Select((count, depth) => depth * count / rows).Sum(),
            DepthShares = [.. _depths.Select(count => count / rows)],
            RowsPerSecond = rowsPerSecond,
        };
    }
}
