using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn;

/// <summary>What a network achieves at every depth from 0 layers to all of them, measured by <see cref="AcnTransformer.ProfileDepth"/>.</summary>
public sealed class AcnDepthProfile : IReadOnlyList<AcnDepthResult>
{
    private readonly IReadOnlyList<AcnDepthResult> _depths;

    internal AcnDepthProfile(IReadOnlyList<AcnDepthResult> depths, int rows)
    {
        _depths = depths;
        Rows = rows;
    }

    /// <summary>Rows that were measured on.</summary>
    public int Rows { get; }

    /// <summary>The number of depths: one more than the network has layers.</summary>
    public int Count => _depths.Count;

    /// <summary>The result of a depth.</summary>
    /// <param name="index">Layers in use, from 0 to all.</param>
    public AcnDepthResult this[int index] => _depths[index];

    /// <summary>The smallest depth whose accuracy is within a tolerance of the full depth's.</summary>
    /// <param name="tolerance">Accuracy that may be given up, from 0 to 1: 0.005 is half a point.</param>
    /// <returns>A depth for <see cref="AcnTransformer.Truncate"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is out of range.</exception>
    public int SmallestWithin(double tolerance)
    {
        CheckTolerance(tolerance);
        return DepthChoice.Smallest([.. _depths.Select(depth => depth.Accuracy)], tolerance);
    }

    /// <inheritdoc/>
    public IEnumerator<AcnDepthResult> GetEnumerator() => _depths.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table with a line for each depth, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString()
    {
        var table = new StringBuilder("depth  accuracy     macro  log-loss   parameters");
        foreach (AcnDepthResult depth in _depths)
        {
            table.Append('\n').Append(CultureInfo.InvariantCulture,
                $"{depth.Depth,5}  {depth.Accuracy * 100,6:F2} %  {depth.MacroAccuracy * 100,6:F2} %  {depth.LogLoss,8:F4}  {depth.Parameters,11:N0}");
        }
        return table.ToString();
    }

    internal static void CheckTolerance(double tolerance)
    {
        // Written so that NaN fails.
        if (!(tolerance >= 0 && tolerance <= 1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance is a difference of accuracies, from 0 to 1.");
    }
}
