namespace Microsoft.ML.Acn;

/// <summary>What is trained of a network that was trained before, and how fast: for Fit with an initial model.</summary>
public sealed class AcnWarmStartOptions
{
    /// <summary>Layers, counted from the input, whose weights stay as they are. Range: 0 to the initial model's depth. Default: 0.</summary>
    public int FrozenLayers { get; set; }

    /// <summary>Whether the weights of the embedding, x_0, stay as they are. Default: false.</summary>
    public bool FreezeEmbedding { get; set; }

    /// <summary>
    /// What the learning rate is multiplied by for the embedding and the layers; the last norm and the head learn at the full rate. Range: above 0
    /// to 1. Default: 1.
    /// </summary>
    public double BodyLearningRateFactor { get; set; } = 1;

    /// <summary>
    /// Whether classes of the initial model that have no rows stay out of the softmax while training (the "labels trick" of Zeno et al. 2018) and of what is
    /// measured on validation rows that do not have them either, so that their logits are not pushed down. New classes are never left out, nor are any where
    /// fewer than two would remain. Scores are of all classes as ever; new and old ones were then never compared in training. <see langword="null"/> (the default): with
    /// <see cref="AcnOptions.Continual"/>.
    /// </summary>
    public bool? MaskAbsentClasses { get; set; }

    /// <summary>
    /// Whether the new model keeps the initial weights where no epoch is better than they are on the validation rows, by <see cref="AcnEarlyStopping.Metric"/>. The
    /// initial model is measured before the first epoch, and <see cref="AcnEarlyStopping.Patience"/> counts from there. Give Fit validation rows that no
    /// model was trained on: of those that are drawn from the training data the initial model may know some. If the initial weights stay,
    /// <see cref="AcnTrainingProgress.IsBest"/> was false after every epoch, what the initial model kept for later training is kept under the same
    /// <see cref="AcnOptions.Continual"/>, and a <see cref="AcnOptions.CompressionTolerance"/> cuts layers as it would of trained weights. Needs
    /// <see cref="AcnOptions.EarlyStopping"/>, validation rows, and an initial model that has a head: one that was pre-trained without labels is refused. Default: false.
    /// </summary>
    public bool KeepInitialUnlessImproved { get; set; }

    internal AcnWarmStartOptions Clone() => (AcnWarmStartOptions)MemberwiseClone();
}
