namespace Microsoft.ML.Acn.Compression;

/// <summary>Counts right answers and adds up losses at one depth, each row by its weight.</summary>
internal sealed class DepthTally(int classes)
{
    // The bound of ML.NET's evaluator.
    private const double LeastProbability = 1e-15;

    private const double NoWeight = 1e-12;

    private readonly double[] _rows = new double[classes];
    private readonly double[] _right = new double[classes];
    private double _loss;

    public double Accuracy => _right.Sum() / Total;

    /// <summary>The mean over the classes that have rows.</summary>
    public double MacroAccuracy => _rows.Zip(_right).Where(pair => pair.First > 0).Select(pair => pair.Second / pair.First).DefaultIfEmpty().Average();

    public double LogLoss => _loss / Total;

    private double Total => Math.Max(_rows.Sum(), NoWeight);

    public void Add(ReadOnlySpan<float> probabilities, int label, float weight)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best])
                best = i;
        }
        _rows[label] += weight;
        if (best == label)
            _right[label] += weight;
        _loss -= weight * Math.Log(Math.Clamp(probabilities[label], LeastProbability, 1));
    }
}
