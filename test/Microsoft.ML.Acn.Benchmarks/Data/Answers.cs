using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>The labels that a program found.</summary>
internal static class Answers
{
    /// <summary>The share of rows whose label was found.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">The labels found, in the order of the rows.</param>
    public static double Accuracy(IReadOnlyList<LabelledText> rows, IEnumerable<string> labels)
        => rows.Zip(labels, (row, label) => row.Label == label ? 1.0 : 0).Sum() / rows.Count;
}
