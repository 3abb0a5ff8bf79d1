namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Weights or units, of which ever more are pruned. What is pruned is zero and stays so.</summary>
internal interface IPruning : IDisposable
{
    /// <summary>The share that is pruned.</summary>
    double Share { get; }

    /// <summary>Looks at the gradients of a step, before its update.</summary>
    /// <param name="rows">Those of the embedding table's touched rows; null where no table is trained.</param>
    void Observe(RowGradients? rows);

    /// <summary>Chooses what is pruned until there is a share of it. What is pruned already stays so, if that is more.</summary>
    void PruneTo(double share);

    /// <summary>Sets what is pruned to zero.</summary>
    /// <param name="rows">The rows of the embedding table that a step has changed; null if it has changed none, or all may have.</param>
    /// <param name="isWhole">Whether all may have changed, and not just these rows.</param>
    void Apply(RowGradients? rows, bool isWhole = false);
}
