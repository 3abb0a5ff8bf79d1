namespace Microsoft.ML.Acn;

/// <summary>What decides which weights or units are pruned. Ranks are taken over all layers together.</summary>
public enum AcnPruningCriterion
{
    /// <summary>
    /// The least magnitudes are pruned (Han et al. 2015, "Learning both Weights and Connections"): of a weight its absolute value, of a unit the
    /// Euclidean norm of its rows and columns in the matrices around it.
    /// </summary>
    Magnitude,

    /// <summary>
    /// What fine-tuning moves towards zero is pruned (Sanh, Wolf and Rush 2020, "Movement Pruning", arXiv 2005.07683): the least sums of <c>-weight * gradient</c>
    /// over its steps, of a unit the sum over its weights. Needs fine-tuning. What is pruned stays pruned: unlike in that paper, it cannot come back.
    /// </summary>
    Movement,
}
