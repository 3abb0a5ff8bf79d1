namespace Microsoft.ML.Acn;

/// <summary>A part of a network of which something was pruned: a tensor, or the units of a part of a layer.</summary>
public sealed class AcnPrunedPart
{
    internal AcnPrunedPart()
    {
    }

    /// <summary>The tensor's name in the file of weights, or that of the part of a layer, such as <c>layers.0.attention</c>.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>What was pruned of it.</summary>
    public AcnPruningTarget Target { get; internal init; }

    /// <summary>Weights or units that there were to choose from. Of a table without the rows that were all zeros.</summary>
    public long Count { get; internal init; }

    /// <summary>How many of these are zero, or were removed.</summary>
    public long Pruned { get; internal init; }

    /// <summary>The share of these, 0 to 1.</summary>
    public double Sparsity => Count == 0 ? 0 : (double)Pruned / Count;
}
