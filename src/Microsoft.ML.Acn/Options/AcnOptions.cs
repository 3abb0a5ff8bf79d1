namespace Microsoft.ML.Acn;

/// <summary>
/// What all ACN trainers have in common: columns, the shape of the network, and its training. A property that is
/// <see langword="null"/> by default is chosen when Fit has read the rows; docs/defaults.md lists the rules.
/// </summary>
/// <remarks>
/// Fit works on a copy: an options object is never changed and can be used for several trainers. All values out of range are
/// reported together, in one <see cref="System.ArgumentException"/>, when the trainer is created.
/// </remarks>
public abstract class AcnOptions
{
    private protected AcnOptions()
    {
    }

    /// <summary>The column with the label, of key type (use <c>MapValueToKey</c>). Default: <c>Label</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>The column with the input. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The column with a row's weight in the loss (a float of at least 0), or <see langword="null"/> for equal weights.</summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>The output column with the probability of every class, a float vector of K numbers that sum to 1. Default: <c>Score</c>.</summary>
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>The output column with the key of the most probable class. Default: <c>PredictedLabel</c>.</summary>
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>Layers of the network (the L of the paper). Range: 0 to 64; 0 is a linear model over the embedding. Default: 3, for images and vectors 4.</summary>
    public int Layers { get; set; } = 3;

    /// <summary>Features per token (and of the sum that the head reads). Range: 8 to 4,096, divisible by <see cref="Heads"/> where layers have attention. Default: 128.</summary>
    public int Width { get; set; } = 128;

    /// <summary>Attention heads of a transformer layer; without effect on mixers and vectors. Range: 1 to 64. Default: 4.</summary>
    public int Heads { get; set; } = 4;

    /// <summary>How the layers are connected. Default: <see cref="AcnConnectivity.Acn"/>.</summary>
    public AcnConnectivity Connectivity { get; set; } = AcnConnectivity.Acn;

    /// <summary>
    /// A study option, to reproduce the paper's comparison of gradients: each layer learns by its direct gradient alone, from the loss through
    /// the sum that the head reads, and nothing flows back through later layers. Scoring is as ever. Only with
    /// <see cref="AcnConnectivity.Acn"/>. Default: false.
    /// </summary>
    public bool DirectGradientOnly { get; set; }

    /// <summary>
    /// A study option, for comparison: the share of rows that skip the last layer in training. Of layers 0 ... L - 1, layer l is skipped by
    /// <c>LayerDropout * (2^(l / (L - 1)) - 1)</c> of them, as in LayerSkip (Elhoushi et al. 2024, arXiv 2404.16710), so the first by none. Only with
    /// <see cref="AcnConnectivity.Residual"/>, where what skips a layer is what it would have been added to. Range: 0 to 0.9. Default: 0.
    /// </summary>
    public double LayerDropout { get; set; }

    /// <summary>
    /// Share of features that are dropped, for all tokens of a row alike, after the embedding and before the head while training.
    /// Range: 0 to 0.9. Default: 0.3, for images and vectors 0.1.
    /// </summary>
    public double? Dropout { get; set; }

    /// <summary>Passes over the training rows. Range: 1 to 10,000. Default: chosen from the number of rows.</summary>
    public int? Epochs { get; set; }

    /// <summary>
    /// The time that training may take, for an upper limit on a machine that may be slow. The learning rate falls to 0 in this time at the
    /// latest; when it is up, training ends with the present step, and the best epoch is taken as ever (validating the last one comes on top,
    /// and so do reading the rows and what follows training). If all <see cref="Epochs"/> fit into the time, at an even speed, the model is the
    /// same as without a limit; otherwise it depends on the machine's speed, also where patience ends training before the time is up. Range:
    /// above zero. <see langword="null"/> (the default): any time.
    /// </summary>
    public TimeSpan? MaxTrainingTime { get; set; }

    /// <summary>Rows per optimizer step. Range: 1 to 65,536. Default: chosen from the number of rows, for images 64.</summary>
    public int? BatchSize { get; set; }

    /// <summary>Highest learning rate of AdamW, reached after the warm-up. Range: above 0 to 1. Default: 0.002, for vectors 0.001.</summary>
    public double LearningRate { get; set; } = 2e-3;

    /// <summary>
    /// Decoupled weight decay of AdamW (Loshchilov and Hutter 2019): a step shrinks weights by <c>learning rate * WeightDecay</c>. Covers
    /// matrices, kernels of convolutions and embedding tables, never norms and biases. Range: 0 to 10. Default: 0.2, for images and vectors 0.05.
    /// </summary>
    public double? WeightDecay { get; set; }

    /// <summary>Share of all steps in which the learning rate rises from 0; afterwards it falls along a cosine to 0. Range: 0 to 1. Default: 0.1.</summary>
    public double WarmupFraction { get; set; } = 0.1;

    /// <summary>Share of the target probability that is spread over all classes (Szegedy et al. 2016). Range: 0 to 0.9. Default: 0.1.</summary>
    public double LabelSmoothing { get; set; } = 0.1;

    /// <summary>
    /// Share of the loss that is of every depth from 0 to all layers, read through the one head, instead of the full depth alone: for those who
    /// want more from <see cref="AcnTransformer.WithEarlyExit"/>. Depths count in proportion to depth + 1, and sum to 1: the weights of appendix H
    /// of the paper, which has no exit at depth 0. 1 is its loss. A step takes a little longer. The training loss that is reported is this sum;
    /// epochs are compared at the full depth. Range: 0 to 1. Default: 0.
    /// </summary>
    public double PrefixLossWeight { get; set; }

    /// <summary>Upper limit of the Euclidean norm of all gradients of a step together; larger ones are scaled down. Range: above 0; infinity turns it off. Default: 1.</summary>
    public double GradientClipNorm { get; set; } = 1;

    /// <summary>How much a class counts in the loss. Default: <see cref="AcnClassWeights.None"/>.</summary>
    public AcnClassWeights ClassWeights { get; set; } = AcnClassWeights.None;

    /// <summary>
    /// Share of the training rows that is kept out of training for validation, drawn class by class. Range: 0 (none) to 0.9.
    /// Not used when Fit is given a validation set. Default: chosen from the number of rows.
    /// </summary>
    public double? ValidationFraction { get; set; }

    /// <summary>How epochs are compared and when training stops early. <see langword="null"/>: the last epoch's weights are taken. Default: lowest log-loss, no early stop.</summary>
    public AcnEarlyStopping? EarlyStopping { get; set; } = new();

    /// <summary>
    /// Accuracy (0.005 is half a point) that may be given up on the validation rows for a shallower network: Fit keeps the smallest
    /// depth within this tolerance of the full one. Range: 0 to 1. <see langword="null"/> (the default) keeps all layers. Needs validation rows.
    /// </summary>
    public double? CompressionTolerance { get; set; }

    /// <summary>
    /// Whether the logits are divided by the number that makes the log-loss of the validation rows smallest (temperature scaling, Guo et al.
    /// 2017), when there are at least 100 such rows. Probabilities get better; predictions stay as they are. Default: true.
    /// </summary>
    public bool CalibrateProbabilities { get; set; } = true;

    /// <summary>Number format of the matrix products. Default: <see cref="AcnPrecision.Auto"/>.</summary>
    public AcnPrecision Precision { get; set; } = AcnPrecision.Auto;

    /// <summary>
    /// Threads of a CPU that training uses. Range: 1 to 1,024. <see langword="null"/> (the default): as the process is set, which is one
    /// per core unless the program says otherwise. Other threads keep theirs, and the thread that calls Fit gets its own back afterwards.
    /// </summary>
    public int? Threads { get; set; }

    /// <summary>
    /// What stays as it is, and how fast the rest learns, when Fit is given an initial model; without one it means nothing. <see langword="null"/> (the
    /// default): all weights learn at <see cref="LearningRate"/>.
    /// </summary>
    public AcnWarmStartOptions? WarmStart { get; set; }

    /// <summary>
    /// How what was learned is kept when the model is trained on later, on other rows or classes: collected by every Fit, used by those with an
    /// initial model. <see langword="null"/> (the default): nothing is collected and nothing protected, and what the initial model has collected is left behind, with a
    /// warning.
    /// </summary>
    public AcnContinual? Continual { get; set; }

    /// <summary>The CUDA device to train and score on. <see langword="null"/> (the default): that of the MLContext; if it has none, the CPU.</summary>
    public int? GpuDeviceId { get; set; }

    /// <summary>Whether a CPU is used where the GPU asked for cannot be. <see langword="null"/> (the default): as the MLContext says.</summary>
    public bool? FallbackToCpu { get; set; }

    /// <summary>Seed of every random choice of Fit. <see langword="null"/> (the default): drawn from the MLContext, so a seeded MLContext gives the same model again.</summary>
    public int? Seed { get; set; }

    /// <summary>Receives progress several times per epoch and at the end of each. Called on the thread that trains; keep it short.</summary>
    public IProgress<AcnTrainingProgress>? Progress { get; set; }

    /// <summary>Ends training within one batch when triggered.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Whether a cancelled Fit throws or returns the best model so far. Default: <see cref="AcnCancellationBehavior.Throw"/>.</summary>
    public AcnCancellationBehavior OnCancellation { get; set; } = AcnCancellationBehavior.Throw;

    /// <summary>
    /// A file that Fit writes its state to now and then, and goes on from when it is there: a run that is killed loses no more than what came after the last
    /// checkpoint, and ends with the weights that it would have had, to the bit. The folder must exist and let files be written, which is tried before training. A checkpoint of other options or data is refused while its
    /// run has not come to its end, and replaced when it has; that of a finished run is left there, to be deleted when the model is saved. A run that diverged goes on
    /// with another <see cref="LearningRate"/>, <see cref="GradientClipNorm"/> or <see cref="Precision"/>, too. Not used by Prune and Compress. docs/checkpoints.md has more. Default: none.
    /// </summary>
    public string? CheckpointPath { get; set; }

    /// <summary>The time between two checkpoints, at least; they are written after a training step. Zero: one at the end of each epoch. Range: from zero. Default: 10 minutes.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether <see cref="Heads"/> means anything to the family.</summary>
    internal virtual bool UsesHeads => true;

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal virtual AcnOptions Clone()
    {
        var copy = (AcnOptions)MemberwiseClone();
        copy.EarlyStopping = EarlyStopping?.Clone();
        copy.WarmStart = WarmStart?.Clone();
        return copy;
    }

    /// <summary>Adds the family's own range checks.</summary>
    internal abstract void Validate(OptionsValidator check);
}
