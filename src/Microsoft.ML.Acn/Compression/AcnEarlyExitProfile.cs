using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn;

/// <summary>What early exit costs and gains at several thresholds, measured by <see cref="AcnTransformer.ProfileEarlyExit"/>.</summary>
public sealed class AcnEarlyExitProfile : IReadOnlyList<AcnEarlyExitResult>
{
    private readonly IReadOnlyList<AcnEarlyExitResult> _thresholds;

    internal AcnEarlyExitProfile(IReadOnlyList<AcnEarlyExitResult> thresholds) => _thresholds = thresholds;

    /// <summary>The confidence that the thresholds are of.</summary>
    public AcnConfidence Confidence { get; internal init; }

    /// <summary>Rows that accuracy was measured on.</summary>
    public int Rows { get; internal init; }

    /// <summary>Accuracy of the full depth on the same rows, 0 to 1.</summary>
    public double FullAccuracy { get; internal init; }

    /// <summary>The number of thresholds.</summary>
    public int Count => _thresholds.Count;

    /// <summary>The result of a threshold, in the order in which they were given.</summary>
    /// <param name="index">From 0.</param>
    public AcnEarlyExitResult this[int index] => _thresholds[index];

    /// <summary>The lowest of the thresholds whose accuracy is within a tolerance of the full depth's.</summary>
    /// <param name="tolerance">Accuracy that may be given up, from 0 to 1: 0.005 is half a point.</param>
    /// <returns>A threshold for <see cref="AcnTransformer.WithEarlyExit"/>; infinity, with which no row leaves early, if none is within the tolerance.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is out of range.</exception>
    public double LowestThresholdWithin(double tolerance)
    {
        AcnDepthProfile.CheckTolerance(tolerance);
        return _thresholds
            .Where(result => result.Accuracy >= FullAccuracy - tolerance - DepthRule.Rounding)
            .Select(result => result.Threshold)
            .Append(double.PositiveInfinity)
            .Min();
    }

    /// <inheritdoc/>
    public IEnumerator<AcnEarlyExitResult> GetEnumerator() => _thresholds.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table with a line for each threshold, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString()
    {
        var table = new StringBuilder("threshold  accuracy  log-loss  mean depth      rows/s");
        foreach (AcnEarlyExitResult result in _thresholds)
        {
            table.Append('\n').Append(CultureInfo.InvariantCulture,
                $"{result.Threshold,9:0.####}  {result.Accuracy * 100,6:F2} %  {result.LogLoss,8:F4}  {result.MeanDepth,10:F2}  {result.RowsPerSecond,10:N0}");
        }
        return table.ToString();
    }
}
