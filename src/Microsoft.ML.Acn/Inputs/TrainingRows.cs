using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>Everything that training, or the measuring of a model, needs of a data view, after one pass over it.</summary>
internal sealed class TrainingRows
{
    /// <summary>The encoded inputs.</summary>
    public required RowStore Store { get; init; }

    /// <summary>The class of each stored row, from 0.</summary>
    public required int[] Labels { get; init; }

    /// <summary>The weight of each stored row, or null if all count the same.</summary>
    public required float[]? Weights { get; init; }

    /// <summary>What the classes stand for: all keys of the label's type, whether there are rows of them or not.</summary>
    public required LabelValues Classes { get; init; }

    /// <summary>Reads the same rows again.</summary>
    public RowSource? Source { get; init; }

    /// <summary>Rows that were left out because their label is missing.</summary>
    public required long SkippedMissingLabel { get; init; }

    public int Count => Labels.Length;
}
