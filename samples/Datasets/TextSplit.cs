namespace Datasets;

/// <summary>Rows to train on and rows to test with.</summary>
/// <param name="Train">Training rows; whoever needs validation rows takes them from here.</param>
/// <param name="Test">Test rows, to be looked at once.</param>
public sealed record TextSplit(IReadOnlyList<LabelledText> Train, IReadOnlyList<LabelledText> Test)
{
    /// <summary>The classes of the training rows, in alphabetical order.</summary>
    public IReadOnlyList<string> Classes { get; } = [.. Train.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Splits distinct texts by their hashes, so that the same rows are test rows in every run and on every machine.</summary>
    public static TextSplit ByHash(IEnumerable<LabelledText> texts, int testRows)
    {
        LabelledText[] rows = LabelledText.DistinctInHashOrder(texts);
        return new TextSplit(rows[testRows..], rows[..testRows]);
    }
}
