namespace Microsoft.ML.Acn;

/// <summary>The validation figure by which epochs are compared.</summary>
public enum AcnStoppingMetric
{
    /// <summary>Share of validation rows whose most probable class is right. Higher is better; ties go to the lower log-loss.</summary>
    Accuracy = 0,

    /// <summary>Mean negative natural logarithm of the probability given to the right class. Lower is better.</summary>
    LogLoss = 1,
}

/// <summary>
/// When to stop training before the last epoch. Whenever there is a validation set, the weights of the best epoch come back,
/// whether training stopped early or not.
/// </summary>
public sealed class AcnEarlyStopping
{
    /// <summary>The figure that decides which epoch is best. Default: <see cref="AcnStoppingMetric.LogLoss"/>, the steadier one on few rows.</summary>
    public AcnStoppingMetric Metric { get; set; } = AcnStoppingMetric.LogLoss;

    /// <summary>
    /// Epochs without a better figure after which training stops; at least 1. <see langword="null"/> (the default) trains all
    /// epochs, which suits the cosine schedule: its last epochs, at a small learning rate, are usually the best ones.
    /// </summary>
    public int? Patience { get; set; }

    internal AcnEarlyStopping Clone() => (AcnEarlyStopping)MemberwiseClone();
}
