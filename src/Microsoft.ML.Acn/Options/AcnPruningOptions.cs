namespace Microsoft.ML.Acn;

/// <summary>What <see cref="AcnTransformer.Prune(AcnPruningOptions)"/> prunes, by what, how much, and how it trains meanwhile.</summary>
public sealed class AcnPruningOptions
{
    /// <summary>What is pruned: weights, or hidden units, heads or both. Default: <see cref="AcnPruningTarget.Weights"/>.</summary>
    public AcnPruningTarget Target { get; set; } = AcnPruningTarget.Weights;

    /// <summary>What decides what is pruned. Default: <see cref="AcnPruningCriterion.Magnitude"/>.</summary>
    public AcnPruningCriterion Criterion { get; set; } = AcnPruningCriterion.Magnitude;

    /// <summary>
    /// Share of the prunable weights that are to be zero, those included that are already; or the share of units, of each kind for itself, that are to be removed of those
    /// that there are. Range: 0 to 1. One of this and <see cref="AccuracyTolerance"/> must be set.
    /// </summary>
    public double? Sparsity { get; set; }

    /// <summary>
    /// Accuracy on validation data that may be given up, from 0 to 1: 0.005 is half a point. The largest sparsity is searched that stays within it: half of
    /// what is left of the range from 0 to 1 is tried <see cref="SearchSteps"/> times, and each time the half above or below it is left. That finds the largest where
    /// accuracy falls as sparsity rises, and otherwise one that was measured to be within. Each try costs one fine-tuning, if there is one.
    /// </summary>
    public double? AccuracyTolerance { get; set; }

    /// <summary>How many sparsities are tried with <see cref="AccuracyTolerance"/>. Range: 1 to 20. Default: 5, which tells sparsities apart that differ by 1/32.</summary>
    public int SearchSteps { get; set; } = 5;

    /// <summary>
    /// Whether weights of the embedding are pruned as well: its table (of texts and sparse vectors, by far the largest tensor), or its matrices and kernels. They are
    /// ranked together with the layers'. Rows of a table that training never touched are zero and not counted. Only with <see cref="AcnPruningTarget.Weights"/>. Default: false.
    /// </summary>
    public bool IncludeEmbedding { get; set; }

    /// <summary>
    /// Epochs of fine-tuning in which sparsity rises along a cubic curve (Zhu and Gupta 2017, arXiv 1710.01878). Of the epochs that end with all of it reached the
    /// best by accuracy on the validation data comes back; without validation data, the last. Range: 0 to 1,000; with another option of fine-tuning 1 to 1,000. Default: 0,
    /// pruning in one step, without training.
    /// </summary>
    public int FineTuneEpochs { get; set; }

    /// <summary>What to fine-tune on: training data with the model's input columns and label. Needed with <see cref="FineTuneEpochs"/>; never validation or test data.</summary>
    public IDataView? FineTuneData { get; set; }

    /// <summary>
    /// How to fine-tune: best the options that the model was trained with. What counts of them is what does in <see cref="AcnCompressionOptions.FineTuneOptions"/>. Where time or
    /// patience or <see cref="AcnCancellationBehavior.KeepBest"/> end training before all is pruned, the rest is pruned at once; cancelled before its first step, it throws
    /// in any case. <see langword="null"/> (the default): the default options of the model's family.
    /// </summary>
    public AcnOptions? FineTuneOptions { get; set; }

    /// <summary>Highest learning rate of fine-tuning. Range: above 0 to 1. Default: a tenth of that of <see cref="FineTuneOptions"/>.</summary>
    public double? FineTuneLearningRate { get; set; }

    /// <summary>Share of the steps of fine-tuning after which all is pruned; the others are there to recover. Range: 0 to 1. Default: 0.6.</summary>
    public double RampFraction { get; set; } = 0.6;

    internal FineTuneSettings FineTuning => new(FineTuneEpochs, FineTuneData, FineTuneOptions, FineTuneLearningRate);

    private bool PrunesWeights => Target == AcnPruningTarget.Weights;

    /// <param name="hasHeads">Whether the layers of the model have heads.</param>
    /// <param name="connectivity">How its layers are connected.</param>
    /// <param name="family">Options of the model's family.</param>
    /// <param name="hasValidation">Whether there are rows to measure on.</param>
    /// <exception cref="ArgumentException">Something is out of range, or two options do not fit each other or the model.</exception>
    internal void Check(bool hasHeads, AcnConnectivity connectivity, AcnOptions family, bool hasValidation)
    {
        var check = new OptionsValidator();
        check.Defined(Criterion, nameof(Criterion));
        CheckTarget(check, hasHeads);
        check.Range(Sparsity, 0, 1, nameof(Sparsity));
        check.Range(AccuracyTolerance, 0, 1, nameof(AccuracyTolerance));
        check.Range(SearchSteps, 1, 20, nameof(SearchSteps));
        check.Range(RampFraction, 0, 1, nameof(RampFraction));
        if (Sparsity is null == AccuracyTolerance is null)
            check.Add(nameof(Sparsity), Sparsity is null ? "null" : "set", $"one of {nameof(Sparsity)} and {nameof(AccuracyTolerance)}");
        if (AccuracyTolerance is not null && !hasValidation)
            check.Add(nameof(AccuracyTolerance), "set", "null without validation data");
        if (IncludeEmbedding && !PrunesWeights)
            check.Add(nameof(IncludeEmbedding), "true", $"false unless {nameof(Target)} is {nameof(AcnPruningTarget.Weights)}");
        if (Criterion == AcnPruningCriterion.Movement && FineTuneEpochs == 0)
            check.Add(nameof(FineTuneEpochs), "0", $"from 1 to 1,000, with {nameof(AcnPruningCriterion)}.{nameof(AcnPruningCriterion.Movement)}");
        FineTuning.Check(check, family, connectivity);
    }

    private void CheckTarget(OptionsValidator check, bool hasHeads)
    {
        const AcnPruningTarget units = AcnPruningTarget.HiddenUnits | AcnPruningTarget.Heads;
        if (!PrunesWeights && (Target == AcnPruningTarget.None || (Target & ~units) != 0))
            check.Add(nameof(Target), Target.ToString(), $"{nameof(AcnPruningTarget.Weights)}, or {nameof(AcnPruningTarget.HiddenUnits)}, {nameof(AcnPruningTarget.Heads)} or both");
        if (Target.HasFlag(AcnPruningTarget.Heads) && !hasHeads)
            check.Add(nameof(Target), Target.ToString(), $"no {nameof(AcnPruningTarget.Heads)}: the model's layers have none");
    }
}
