namespace Microsoft.ML.Acn.Inputs;

/// <summary>
/// S sets of rows of an embedding table, whose means or weighted sums a batch needs.
/// </summary>
internal sealed class RowBags : IDisposable
{
    /// <summary>The set without rows that a batch of texts begins with.</summary>
    public const int EmptySet = 0;

    /// <summary>Where each set begins in <see cref="Rows"/>, and the end of the last. (S + 1)</summary>
    public required BatchArray<int> Starts { get; init; }

    /// <summary>Rows of the table, set after set. (N)</summary>
    public required BatchArray<int> Rows { get; init; }

    /// <summary>For each entry of <see cref="Rows"/> what it counts in its set's sum; null takes the means of the sets. (N)</summary>
    public BatchArray<float>? Factors { get; init; }

    /// <summary>For each entry of <see cref="Rows"/> its position in <see cref="Touched"/>; null outside of training. (N)</summary>
    public required int[]? Positions { get; init; }

    /// <summary>The distinct rows, when training is to update them; else null. (U)</summary>
    public required int[]? Touched { get; init; }

    /// <summary>The same sets with the rows that they touch, for the gradients of a batch without training noise. They share the arrays of these, and end with them.</summary>
    public RowBags WithTouched()
    {
        var positions = new Dictionary<int, int>();
        foreach (int row in Rows)
            positions.TryAdd(row, positions.Count);
        return new RowBags { Starts = Starts, Rows = Rows, Factors = Factors, Positions = Array.ConvertAll(Rows.Span.ToArray(), row => positions[row]), Touched = [.. positions.Keys] };
    }

    /// <summary>S, the sets.</summary>
    public int Count => Starts.Length - 1;

    public void Dispose()
    {
        Starts.Dispose();
        Rows.Dispose();
        Factors?.Dispose();
    }
}
