namespace Microsoft.ML.Acn;

/// <summary>The options of fine-tuning that the verbs on a trained model have in common.</summary>
internal sealed record FineTuneSettings(int Epochs, IDataView? Data, AcnOptions? Options, double? LearningRate)
{
    /// <summary>What has been set and means nothing without epochs.</summary>
    private string[] UnusedNames => [.. new[]
    {
        (Name: nameof(AcnCompressionOptions.FineTuneData), Value: (object?)Data),
        (Name: nameof(AcnCompressionOptions.FineTuneOptions), Value: Options),
        (Name: nameof(AcnCompressionOptions.FineTuneLearningRate), Value: LearningRate),
    }.Where(option => option.Value is not null).Select(option => option.Name)];

    /// <summary>Adds its own checks to those of a verb, and reports all.</summary>
    /// <param name="check">What else was found.</param>
    /// <param name="family">Options of the model's family.</param>
    /// <param name="connectivity">How the model's layers are connected.</param>
    /// <exception cref="ArgumentException">Something is out of range.</exception>
    public void Check(OptionsValidator check, AcnOptions family, AcnConnectivity connectivity)
    {
        check.Range(Epochs, 0, 1_000, nameof(AcnCompressionOptions.FineTuneEpochs));
        check.Range(LearningRate, 0, 1, nameof(AcnCompressionOptions.FineTuneLearningRate), minExcluded: true);
        if (Epochs == 0 && UnusedNames is { Length: > 0 } unused)
            check.Add(nameof(AcnCompressionOptions.FineTuneEpochs), "0", $"from 1 to 1,000, with {string.Join(" and ", unused)}");
        if (Epochs > 0 && Data is null)
            check.Add(nameof(AcnCompressionOptions.FineTuneData), "null", $"training data, with {nameof(AcnCompressionOptions.FineTuneEpochs)} above 0");
        if (Options is not null && Options.GetType() != family.GetType())
            check.Add(nameof(AcnCompressionOptions.FineTuneOptions), Options.GetType().Name, family.GetType().Name);
        check.ThrowIfAny();
        if (Options is not null)
            OptionsValidator.Check(Options, connectivity);
    }

    /// <summary>Options of the run.</summary>
    /// <param name="family">Options of the model's family, for what these do not say.</param>
    /// <param name="seed">Seed, if the options have none.</param>
    /// <param name="metric">What epochs are compared by.</param>
    public AcnOptions ForTraining(AcnOptions family, int seed, AcnStoppingMetric metric)
    {
        AcnOptions training = Options ?? family, copy = training.Clone();
        copy.Seed ??= seed;
        copy.Epochs = Epochs;
        copy.LearningRate = LearningRate ?? training.LearningRate / 10;
        copy.EarlyStopping = new AcnEarlyStopping { Metric = metric, Patience = training.EarlyStopping?.Patience };
        copy.CompressionTolerance = null;
        return copy;
    }
}
