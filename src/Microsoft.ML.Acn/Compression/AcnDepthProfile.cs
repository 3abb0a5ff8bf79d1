using System.Collections;
using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn;

/// <summary>What a network achieves at every depth from 0 layers to all of them, and what each costs, measured by <see cref="AcnTransformer.ProfileDepth"/>.</summary>
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
        return new DepthRule(tolerance).Choose(_depths);
    }

    /// <summary>The figures as comma-separated values, in the invariant culture: a line with names, then a line for each depth. What was not measured is empty.</summary>
    /// <returns>Lines that each end in a line feed.</returns>
    public string ToCsv() => DepthText.Csv(this);

    /// <summary>The figures as a JSON object: <c>rows</c>, and <c>depths</c> with an object for each depth, named like the properties of <see cref="AcnDepthResult"/> in camel case.</summary>
    /// <returns>Indented JSON. What was not measured is <c>null</c>.</returns>
    public string ToJson() => DepthText.Json(this);

    /// <inheritdoc/>
    public IEnumerator<AcnDepthResult> GetEnumerator() => _depths.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table with a line for each depth, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString() => DepthText.Table(this, kept: null);

    internal static void CheckTolerance(double tolerance)
    {
        // Written so that NaN fails.
        if (!(tolerance >= 0 && tolerance <= 1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance is a difference of accuracies, from 0 to 1.");
    }
}
