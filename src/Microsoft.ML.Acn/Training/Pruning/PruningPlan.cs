namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>What is to be pruned of a network, how much of it, and by what.</summary>
internal sealed record PruningPlan
{
    public required AcnPruningTarget Target { get; init; }

    public required AcnPruningCriterion Criterion { get; init; }

    /// <summary>Share of the weights or units, of each kind of unit for itself.</summary>
    public required double Sparsity { get; init; }

    /// <summary>Whether the embedding's weights are pruned too.</summary>
    public required bool IncludesEmbedding { get; init; }

    /// <summary>Share of the steps after which all of it is reached.</summary>
    public required double RampFraction { get; init; }
}
