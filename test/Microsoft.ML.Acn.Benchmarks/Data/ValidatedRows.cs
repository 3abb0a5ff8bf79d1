using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>Rows to train on, and rows by which epoch and depth are chosen.</summary>
internal sealed record ValidatedRows(LabelledText[] Train, LabelledText[] Validation)
{
    /// <summary>Takes validation rows out of training rows in hash order, in which any part is a random one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="most">The number of validation rows, if a tenth of the rows is not less.</param>
    public static ValidatedRows Of(IReadOnlyList<LabelledText> rows, int most)
    {
        int held = Math.Min(most, rows.Count / 10);
        return new ValidatedRows([.. rows.Skip(held)], [.. rows.Take(held)]);
    }
}
