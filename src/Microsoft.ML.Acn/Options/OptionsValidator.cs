using System.Globalization;

namespace Microsoft.ML.Acn;

/// <summary>Collects every option that is out of range, and reports them in one exception.</summary>
internal sealed class OptionsValidator
{
    private readonly List<string> _problems = [];

    /// <param name="options">What is checked.</param>
    /// <param name="connectivity">That of the model which is there already; null for that of the options.</param>
    /// <param name="more">Checks what there is beside these options.</param>
    /// <exception cref="ArgumentException">Something is out of range.</exception>
    public static void Check(AcnOptions options, AcnConnectivity? connectivity = null, Action<OptionsValidator>? more = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var check = new OptionsValidator();
        check.Common(options, connectivity ?? options.Connectivity);
        options.Validate(check);
        more?.Invoke(check);
        check.ThrowIfAny();
    }

    public void Range(int? value, int min, int max, string name, string? minText = null)
    {
        if (value is { } number && (number < min || number > max))
            Add(name, Text(number), $"from {minText ?? Text(min)} to {Text(max)}");
    }

    public void Range(double? value, double min, double max, string name, bool minExcluded = false)
    {
        // Written so that NaN fails.
        if (value is { } number && !((minExcluded ? number > min : number >= min) && number <= max))
            Add(name, Text(number), $"{(minExcluded ? "above " : "from ")}{Text(min)} to {Text(max)}");
    }

    public void Defined<T>(T value, string name)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            Add(name, value.ToString(), string.Join(", ", Enum.GetNames<T>()));
    }

    public void Name(string? value, string name)
    {
        if (string.IsNullOrEmpty(value))
            Add(name, value is null ? "null" : "\"\"", "a column name");
    }

    public void OptionalName(string? value, string name)
    {
        if (value is not null)
            Name(value, name);
    }

    public void Add(string name, string value, string allowed)
        => _problems.Add($"{name} is {value}; allowed: {allowed}");

    /// <param name="parameter">The argument that the options are, or have been given as.</param>
    /// <exception cref="ArgumentException">Something was added.</exception>
    public void ThrowIfAny(string parameter = "options")
    {
        if (_problems.Count == 0)
            return;
        string head = _problems.Count == 1 ? "One ACN option is out of range: " : $"{Text(_problems.Count)} ACN options are out of range: ";
        throw new ArgumentException(head + string.Join("; ", _problems) + ".", parameter);
    }

    public static string Text(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Common(AcnOptions options, AcnConnectivity connectivity)
    {
        Name(options.LabelColumnName, nameof(options.LabelColumnName));
        Name(options.FeatureColumnName, nameof(options.FeatureColumnName));
        OptionalName(options.ExampleWeightColumnName, nameof(options.ExampleWeightColumnName));
        Name(options.ScoreColumnName, nameof(options.ScoreColumnName));
        Name(options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName));
        if (options.ScoreColumnName is not null && options.ScoreColumnName == options.PredictedLabelColumnName)
            Add(nameof(options.PredictedLabelColumnName), $"\"{options.PredictedLabelColumnName}\"", $"another name than {nameof(options.ScoreColumnName)}");

        Range(options.Layers, 0, 64, nameof(options.Layers));
        Range(options.Width, 8, 4_096, nameof(options.Width));
        Range(options.Heads, 1, 64, nameof(options.Heads));
        if (options.UsesHeads && options.Heads is >= 1 and <= 64 && options.Width % options.Heads != 0)
            Add(nameof(options.Width), Text(options.Width), $"a multiple of {nameof(options.Heads)} ({Text(options.Heads)})");
        Range(options.Dropout, 0, 0.9, nameof(options.Dropout));
        Range(options.LayerDropout, 0, 0.9, nameof(options.LayerDropout));
        if (options.LayerDropout > 0 && connectivity != AcnConnectivity.Residual)
            Add(nameof(options.LayerDropout), Text(options.LayerDropout), $"0 unless {nameof(options.Connectivity)} is {nameof(AcnConnectivity.Residual)}");
        Range(options.Epochs, 1, 10_000, nameof(options.Epochs));
        if (options.MaxTrainingTime <= TimeSpan.Zero)
            Add(nameof(options.MaxTrainingTime), options.MaxTrainingTime.Value.ToString("c", CultureInfo.InvariantCulture), "a time above zero");
        Range(options.BatchSize, 1, 65_536, nameof(options.BatchSize));
        Range(options.LearningRate, 0, 1, nameof(options.LearningRate), minExcluded: true);
        Range(options.WeightDecay, 0, 10, nameof(options.WeightDecay));
        Range(options.WarmupFraction, 0, 1, nameof(options.WarmupFraction));
        Range(options.LabelSmoothing, 0, 0.9, nameof(options.LabelSmoothing));
        Range(options.PrefixLossWeight, 0, 1, nameof(options.PrefixLossWeight));
        Range(options.GradientClipNorm, 0, double.PositiveInfinity, nameof(options.GradientClipNorm), minExcluded: true);
        Range(options.ValidationFraction, 0, 0.9, nameof(options.ValidationFraction));
        Range(options.EarlyStopping?.Patience, 1, 10_000, $"{nameof(options.EarlyStopping)}.{nameof(AcnEarlyStopping.Patience)}");
        Range(options.CompressionTolerance, 0, 1, nameof(options.CompressionTolerance));
        Range(options.Threads, 1, 1_024, nameof(options.Threads));
        Range(options.WarmStart?.FrozenLayers, 0, 64, $"{nameof(options.WarmStart)}.{nameof(AcnWarmStartOptions.FrozenLayers)}");
        Range(options.WarmStart?.BodyLearningRateFactor, 0, 1, $"{nameof(options.WarmStart)}.{nameof(AcnWarmStartOptions.BodyLearningRateFactor)}", minExcluded: true);
        if (options.WarmStart is { KeepInitialUnlessImproved: true } && options.EarlyStopping is null)
            Add($"{nameof(options.WarmStart)}.{nameof(AcnWarmStartOptions.KeepInitialUnlessImproved)}", "true", $"false unless there is {nameof(options.EarlyStopping)}");
        options.Continual?.Validate(this);
        if (options.CheckpointPath is "")
            Add(nameof(options.CheckpointPath), "\"\"", "the path of a file, or null");
        if (options.CheckpointInterval < TimeSpan.Zero)
            Add(nameof(options.CheckpointInterval), options.CheckpointInterval.ToString("c", CultureInfo.InvariantCulture), "a time from zero");
        Range(options.GpuDeviceId, 0, 1_023, nameof(options.GpuDeviceId));

        Defined(options.Connectivity, nameof(options.Connectivity));
        if (options.DirectGradientOnly && connectivity != AcnConnectivity.Acn)
            Add(nameof(options.DirectGradientOnly), "true", $"false unless {nameof(options.Connectivity)} is {nameof(AcnConnectivity.Acn)}");
        Defined(options.ClassWeights, nameof(options.ClassWeights));
        Defined(options.Precision, nameof(options.Precision));
        Defined(options.OnCancellation, nameof(options.OnCancellation));
        if (options.EarlyStopping is { } stopping)
            Defined(stopping.Metric, $"{nameof(options.EarlyStopping)}.{nameof(AcnEarlyStopping.Metric)}");
    }
}
