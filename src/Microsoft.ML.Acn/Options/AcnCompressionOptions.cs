namespace Microsoft.ML.Acn;

/// <summary>How <see cref="AcnTransformer.Compress(IDataView, AcnCompressionOptions)"/> chooses a depth, and what it does after the cut.</summary>
public sealed class AcnCompressionOptions
{
    internal const double DefaultAccuracyTolerance = 0.005;

    /// <summary>
    /// Accuracy that may be given up, from 0 to 1: 0.005 is half a point. <see langword="null"/> (the default): 0.005 if
    /// <see cref="LogLossTolerance"/> is not set either, else accuracy does not matter. If both are set, both must hold.
    /// </summary>
    public double? AccuracyTolerance { get; set; }

    /// <summary>
    /// Log-loss (mean negative natural logarithm of the right class's probability) that may be added. Range: 0 to 100.
    /// <see langword="null"/> (the default): log-loss does not matter.
    /// </summary>
    public double? LogLossTolerance { get; set; }

    /// <summary>The fewest layers to keep, whatever the tolerance. Range: 0 to the model's depth. Default: 0.</summary>
    public int MinimumDepth { get; set; }

    /// <summary>Whether the rows per second of each depth are measured, which takes some seconds where the network is slow. Default: true.</summary>
    public bool MeasureSpeed { get; set; } = true;

    /// <summary>
    /// Epochs for which the cut network is trained on <see cref="FineTuneData"/>. Its weights before that compete with those after each epoch:
    /// the best on the validation data come back, by log-loss if <see cref="LogLossTolerance"/> is set, else by accuracy (of equal ones by
    /// log-loss). Range: 0 to 1,000; with another option of fine-tuning 1 to 1,000. Default: 0, no training.
    /// </summary>
    public int FineTuneEpochs { get; set; }

    /// <summary>What to fine-tune on: training data with the model's input columns and label. Needed with <see cref="FineTuneEpochs"/>; never validation or test data.</summary>
    public IDataView? FineTuneData { get; set; }

    /// <summary>
    /// How to fine-tune: best the options that the model was trained with. Batch size, dropout and other noise, losses and weights, precision,
    /// threads, limit of time, patience, seed, progress and cancellation are taken from there; columns (but for that of example weights), shapes, epochs and
    /// what else is settled by the model are not. <see cref="AcnOptions.Continual"/> protects and collects as in Fit; without it, what the model has collected is left behind. Cancelled with <see cref="AcnCancellationBehavior.KeepBest"/>, the best so far comes back, which is the cut
    /// itself as long as no epoch is better. <see langword="null"/> (the default): the default options of the model's family.
    /// </summary>
    public AcnOptions? FineTuneOptions { get; set; }

    /// <summary>Highest learning rate of fine-tuning. Range: above 0 to 1. Default: a tenth of that of <see cref="FineTuneOptions"/>.</summary>
    public double? FineTuneLearningRate { get; set; }

    /// <summary>The tolerance in accuracy that holds, or null if accuracy does not matter.</summary>
    internal double? EffectiveAccuracyTolerance => AccuracyTolerance ?? (LogLossTolerance is null ? DefaultAccuracyTolerance : null);

    internal FineTuneSettings FineTuning => new(FineTuneEpochs, FineTuneData, FineTuneOptions, FineTuneLearningRate);

    /// <param name="depth">The model's layers.</param>
    /// <param name="connectivity">How the model's layers are connected.</param>
    /// <param name="family">Options of the model's family.</param>
    /// <exception cref="ArgumentException">Something is out of range.</exception>
    internal void Check(int depth, AcnConnectivity connectivity, AcnOptions family)
    {
        var check = new OptionsValidator();
        check.Range(AccuracyTolerance, 0, 1, nameof(AccuracyTolerance));
        check.Range(LogLossTolerance, 0, 100, nameof(LogLossTolerance));
        check.Range(MinimumDepth, 0, depth, nameof(MinimumDepth));
        FineTuning.Check(check, family, connectivity);
    }
}
