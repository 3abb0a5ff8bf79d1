namespace Microsoft.ML.Acn;

/// <summary>
/// Options of pre-training: a text network learns from texts without labels to guess words that are hidden from it (the masked-token objective of BERT, Devlin
/// et al., arXiv 1810.04805). What is here of the network, its vocabulary and its training is as in <see cref="AcnTextOptions"/>.
/// </summary>
/// <remarks>All values out of range are reported together, in one <see cref="System.ArgumentException"/>, when the estimator is created; later changes do not reach it.</remarks>
public sealed class AcnPretrainOptions
{
    /// <summary>The column with the text. A trainer that goes on from the network must read a column of the same name. Default: <c>Text</c>.</summary>
    public string InputColumnName { get => Text.FeatureColumnName; set => Text.FeatureColumnName = value; }

    /// <summary>A second text column, for networks that read pairs of texts. Default: none.</summary>
    public string? SecondInputColumnName { get => Text.SecondFeatureColumnName; set => Text.SecondFeatureColumnName = value; }

    /// <summary>The column that is added, with the features of a row. Default: <c>Features</c>.</summary>
    public string OutputColumnName { get; set; } = "Features";

    /// <summary>Share of the tokens whose word is to be guessed; of these, 80 % are masked, 10 % get another word, and 10 % stay. Range: above 0 to 0.9. Default: 0.15.</summary>
    public double MaskedShare { get; set; } = 0.15;

    /// <summary>
    /// The share t of all tokens above which a word counts as frequent: its tokens, of a share f, are chosen √(t / f) times as often as those of other words
    /// (Mikolov et al. 2013, arXiv 1310.4546, Eq. 5). Such words are easy to guess, and tell little of what a text is about. Range: above 0 to 1, which treats all
    /// words alike; null does so too. Default: null.
    /// </summary>
    public double? FrequentWordThreshold { get; set; }

    /// <summary>
    /// Words that can be hidden and guessed, at most: the most frequent of the vocabulary. Time and memory grow with them. Range: 2 to 1,000,000. Default: 10,000.
    /// </summary>
    public int MaxTargetWords { get; set; } = 10_000;

    /// <inheritdoc cref="AcnOptions.Layers"/>
    public int Layers { get => Text.Layers; set => Text.Layers = value; }

    /// <inheritdoc cref="AcnOptions.Width"/>
    public int Width { get => Text.Width; set => Text.Width = value; }

    /// <inheritdoc cref="AcnOptions.Heads"/>
    public int Heads { get => Text.Heads; set => Text.Heads = value; }

    /// <inheritdoc cref="AcnOptions.Connectivity"/>
    public AcnConnectivity Connectivity { get => Text.Connectivity; set => Text.Connectivity = value; }

    /// <inheritdoc cref="AcnOptions.DirectGradientOnly"/>
    public bool DirectGradientOnly { get => Text.DirectGradientOnly; set => Text.DirectGradientOnly = value; }

    /// <summary>Share of features that are dropped while training: after the embedding for all tokens of a row alike, and before the head for each token that is guessed. Range: 0 to 0.9. Default: 0.1.</summary>
    public double? Dropout { get => Text.Dropout; set => Text.Dropout = value; }

    /// <inheritdoc cref="AcnTextOptions.MaxTokens"/>
    public int MaxTokens { get => Text.MaxTokens; set => Text.MaxTokens = value; }

    /// <inheritdoc cref="AcnTextOptions.IgnoreCase"/>
    public bool IgnoreCase { get => Text.IgnoreCase; set => Text.IgnoreCase = value; }

    /// <inheritdoc cref="AcnTextOptions.MinWordCount"/>
    public int MinWordCount { get => Text.MinWordCount; set => Text.MinWordCount = value; }

    /// <inheritdoc cref="AcnTextOptions.MaxVocabulary"/>
    public int MaxVocabulary { get => Text.MaxVocabulary; set => Text.MaxVocabulary = value; }

    /// <inheritdoc cref="AcnTextOptions.MinSubword"/>
    public int MinSubword { get => Text.MinSubword; set => Text.MinSubword = value; }

    /// <inheritdoc cref="AcnTextOptions.MaxSubword"/>
    public int MaxSubword { get => Text.MaxSubword; set => Text.MaxSubword = value; }

    /// <inheritdoc cref="AcnTextOptions.SubwordBuckets"/>
    public int? SubwordBuckets { get => Text.SubwordBuckets; set => Text.SubwordBuckets = value; }

    /// <inheritdoc cref="AcnTextOptions.BigramBuckets"/>
    public int? BigramBuckets { get => Text.BigramBuckets; set => Text.BigramBuckets = value; }

    /// <summary>Passes over the rows. Range: 1 to 10,000. Default: 10.</summary>
    public int? Epochs { get => Text.Epochs; set => Text.Epochs = value; }

    /// <inheritdoc cref="AcnOptions.MaxTrainingTime"/>
    public TimeSpan? MaxTrainingTime { get => Text.MaxTrainingTime; set => Text.MaxTrainingTime = value; }

    /// <inheritdoc cref="AcnOptions.BatchSize"/>
    public int? BatchSize { get => Text.BatchSize; set => Text.BatchSize = value; }

    /// <inheritdoc cref="AcnOptions.LearningRate"/>
    public double LearningRate { get => Text.LearningRate; set => Text.LearningRate = value; }

    /// <summary>Decoupled weight decay of AdamW, as <see cref="AcnOptions.WeightDecay"/>. Range: 0 to 10. Default: 0.05.</summary>
    public double? WeightDecay { get => Text.WeightDecay; set => Text.WeightDecay = value; }

    /// <inheritdoc cref="AcnOptions.WarmupFraction"/>
    public double WarmupFraction { get => Text.WarmupFraction; set => Text.WarmupFraction = value; }

    /// <inheritdoc cref="AcnOptions.GradientClipNorm"/>
    public double GradientClipNorm { get => Text.GradientClipNorm; set => Text.GradientClipNorm = value; }

    /// <summary>Share of the rows that is kept out of training, to compare epochs on and to measure the result. Range: 0 (none) to 0.9. Not used when Fit is given validation data. Default: chosen from the number of rows.</summary>
    public double? ValidationFraction { get => Text.ValidationFraction; set => Text.ValidationFraction = value; }

    /// <inheritdoc cref="AcnOptions.EarlyStopping"/>
    public AcnEarlyStopping? EarlyStopping { get => Text.EarlyStopping; set => Text.EarlyStopping = value; }

    /// <inheritdoc cref="AcnOptions.Precision"/>
    public AcnPrecision Precision { get => Text.Precision; set => Text.Precision = value; }

    /// <inheritdoc cref="AcnOptions.Threads"/>
    public int? Threads { get => Text.Threads; set => Text.Threads = value; }

    /// <inheritdoc cref="AcnOptions.GpuDeviceId"/>
    public int? GpuDeviceId { get => Text.GpuDeviceId; set => Text.GpuDeviceId = value; }

    /// <inheritdoc cref="AcnOptions.FallbackToCpu"/>
    public bool? FallbackToCpu { get => Text.FallbackToCpu; set => Text.FallbackToCpu = value; }

    /// <inheritdoc cref="AcnOptions.Seed"/>
    public int? Seed { get => Text.Seed; set => Text.Seed = value; }

    /// <summary>Receives progress several times per epoch and at the end of each. Accuracies are shares of masked words that are guessed right. Called on the thread that trains; keep it short.</summary>
    public IProgress<AcnTrainingProgress>? Progress { get => Text.Progress; set => Text.Progress = value; }

    /// <inheritdoc cref="AcnOptions.CancellationToken"/>
    public CancellationToken CancellationToken { get => Text.CancellationToken; set => Text.CancellationToken = value; }

    /// <inheritdoc cref="AcnOptions.OnCancellation"/>
    public AcnCancellationBehavior OnCancellation { get => Text.OnCancellation; set => Text.OnCancellation = value; }

    /// <inheritdoc cref="AcnOptions.CheckpointPath"/>
    public string? CheckpointPath { get => Text.CheckpointPath; set => Text.CheckpointPath = value; }

    /// <inheritdoc cref="AcnOptions.CheckpointInterval"/>
    public TimeSpan CheckpointInterval { get => Text.CheckpointInterval; set => Text.CheckpointInterval = value; }

    /// <summary>Those that a text trainer has as well.</summary>
    internal AcnTextOptions Text { get; private init; } = new() { FeatureColumnName = "Text", LabelSmoothing = 0, WordDropout = 0 };

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal AcnPretrainOptions Clone() => new()
    {
        OutputColumnName = OutputColumnName,
        MaskedShare = MaskedShare,
        FrequentWordThreshold = FrequentWordThreshold,
        MaxTargetWords = MaxTargetWords,
        Text = (AcnTextOptions)Text.Clone(),
    };

    /// <exception cref="ArgumentException">Something is out of range.</exception>
    internal void Validate()
    {
        // These columns have other names here.
        var others = (AcnTextOptions)Text.Clone();
        (others.FeatureColumnName, others.SecondFeatureColumnName) = ("Text", null);
        OptionsValidator.Check(others, more: check =>
        {
            check.Name(InputColumnName, nameof(InputColumnName));
            check.OptionalName(SecondInputColumnName, nameof(SecondInputColumnName));
            check.Name(OutputColumnName, nameof(OutputColumnName));
            check.Range(MaskedShare, 0, 0.9, nameof(MaskedShare), minExcluded: true);
            if (FrequentWordThreshold is { } threshold)
                check.Range(threshold, 0, 1, nameof(FrequentWordThreshold), minExcluded: true);
            check.Range(MaxTargetWords, 2, 1_000_000, nameof(MaxTargetWords));
        });
    }
}
