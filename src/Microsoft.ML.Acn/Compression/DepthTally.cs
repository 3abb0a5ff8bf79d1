namespace Microsoft.ML.Acn.Compression;

/// <summary>Counts right answers and adds up losses at one depth.</summary>
internal sealed class DepthTally(int classes)
{
    // The bound of ML.NET's evaluator.
    private const double LeastProbability = 1e-15;

    private readonly long[] _rows = new long[classes];
    private readonly long[] _right = new long[classes];
    private double _loss;

    public void Add(ReadOnlySpan<float> probabilities, int label)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best])
                best = i;
        }
        _rows[label]++;
        if (best == label)
            _right[label]++;
        _loss -= Math.Log(Math.Clamp(probabilities[label], LeastProbability, 1));
    }

    public AcnDepthResult ToResult(int depth, long parameters)
    {
        long rows = _rows.Sum();
        return new AcnDepthResult
        {
            Depth = depth,
            Accuracy = (double)_right.Sum() / rows,
            MacroAccuracy = _rows.Zip(_right).Where(pair => pair.First > 0).Average(pair => (double)pair.Second / pair.First),
            LogLoss = _loss / rows,
            Parameters = parameters,
        };
    }
}
