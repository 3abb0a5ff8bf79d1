namespace Microsoft.ML.Acn.Training;

/// <summary>Every number of a training run, with those that the options leave open chosen from the data. The rules are in docs/defaults.md.</summary>
internal sealed record TrainingPlan
{
    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required double WeightDecay { get; init; }

    public required double WarmupFraction { get; init; }

    public required double Dropout { get; init; }

    public required double LabelSmoothing { get; init; }

    public required double GradientClipNorm { get; init; }

    public required double ValidationFraction { get; init; }

    /// <summary>Share of the loss that is of all depths; 0 reads the full depth alone.</summary>
    public double PrefixLossWeight { get; init; }

    /// <summary>What the learning rate of all weights before the last norm is multiplied by.</summary>
    public double BodyRateFactor { get; init; } = 1;

    /// <summary>Share of rows that skip the last layer in training.</summary>
    public double LayerDropout { get; init; }

    /// <summary>Whether each layer learns by its direct gradient alone.</summary>
    public bool DirectGradientOnly { get; init; }
}
