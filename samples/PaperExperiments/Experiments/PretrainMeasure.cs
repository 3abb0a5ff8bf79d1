using System.Diagnostics;
using Measuring.Arms;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Pre-trains one network and measures what it is worth, through the public API as a user would.</summary>
/// <param name="material">The texts.</param>
/// <param name="plan">The shape of the network, and the numbers of pre-training.</param>
/// <param name="listener">Told how it goes.</param>
/// <param name="isTrial">Whether classifiers are small and quick as well, which shows that all works and nothing else.</param>
internal sealed class PretrainMeasure(TextMaterial material, ArmPlan plan, IArmListener listener, bool isTrial)
{
    /// <summary>What figures begin with; the labelled rows follow.</summary>
    public const string Scratch = "from scratch, ";

    /// <inheritdoc cref="Scratch"/>
    public const string Tuned = "fine-tuned, ";

    /// <inheritdoc cref="Scratch"/>
    public const string Linear = "features and SDCA, ";

    /// <inheritdoc cref="Scratch"/>
    public const string LinearDepth = "depth of the features, ";

    /// <inheritdoc cref="Scratch"/>
    public const string Kept = "layers kept, ";

    /// <summary>Of pre-training.</summary>
    public const double LearningRate = 0.002;

    /// <inheritdoc cref="LearningRate"/>
    public const double MaskedShare = 0.4;

    /// <inheritdoc cref="LearningRate"/>
    public const double FrequentWordThreshold = 0.001;

    /// <summary>Texts of another dictionary that are added.</summary>
    public const int OtherTexts = 60_000;

    private const string OfEach = " rows of each class";

    private readonly MLContext _ml = new(plan.Seed);
    private readonly ArmOutcome _outcome = new();

    /// <summary>Whether labelled rows, in the words of the figures, are as few as pre-training is for.</summary>
    public static bool IsFew(string rows) => rows.EndsWith(OfEach, StringComparison.Ordinal);

    /// <param name="pool">All rows.</param>
    /// <param name="sizes">Rows of the parts.</param>
    /// <param name="rowsOfEach">Labelled rows of each class.</param>
    public ArmOutcome Run(Pool pool, PartSizes sizes, int[] rowsOfEach)
    {
        Sample[] validation = [.. pool.Train.TakeLast(sizes.Validation)], train = [.. pool.Train.SkipLast(sizes.Validation).Take(sizes.Train)], test = [.. pool.Test.Take(sizes.Test)];
        using AcnPretrainedTransformer pretrained = Pretrain([.. train, .. material.OtherTexts(OtherTexts, listener.Say)]);
        ILookup<string, Sample> byClass = train.ToLookup(row => row.Label);
        foreach (int rows in rowsOfEach)
            Measure($"{rows}{OfEach}", [.. pool.Classes.SelectMany(label => byClass[label].Take(rows))], validation, test, pretrained);
        Measure("1,000 rows", [.. train.Take(1_000)], validation, test, pretrained);
        Measure("all rows", train, validation, test, pretrained);
        return _outcome;
    }

    private AcnPretrainedTransformer Pretrain(IReadOnlyList<Sample> texts)
    {
        var clock = Stopwatch.StartNew();
        AcnPretrainedTransformer pretrained = _ml.Transforms.Text.AcnPretrain(new AcnPretrainOptions
        {
            Connectivity = plan.Kind.Connectivity,
            Layers = plan.Layers,
            Width = plan.Width,
            Epochs = plan.Epochs,
            LearningRate = plan.LearningRate,
            MaskedShare = MaskedShare,
            FrequentWordThreshold = FrequentWordThreshold,
            Seed = plan.Seed,
            Threads = plan.Threads,
            // What a machine does fast must not decide what is measured.
            Precision = AcnPrecision.Float32,
            ValidationFraction = 0.03,
            Progress = new LiveProgress(listener),
        }).Fit(material.View(_ml, texts));
        _outcome.Figures["pre-training, s"] = clock.Elapsed.TotalSeconds;
        _outcome.Series["masked accuracy by depth"] = [.. pretrained.Profile.Depths.Select(depth => depth.Accuracy)];
        _outcome.Series["masked perplexity by depth"] = [.. pretrained.Profile.Depths.Select(depth => depth.Perplexity)];
        return pretrained;
    }

    private void Measure(string rows, IReadOnlyList<Sample> labelled, IReadOnlyList<Sample> validation, IReadOnlyList<Sample> test, AcnPretrainedTransformer pretrained)
    {
        listener.Say(rows);
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(material.View(_ml, labelled));
        IDataView train = keys.Transform(material.View(_ml, labelled)), chosenBy = keys.Transform(material.View(_ml, validation)), tested = keys.Transform(material.View(_ml, test));
        AcnTrainer trainer = _ml.MulticlassClassification.Trainers.Acn(OptionsForLabels());
        using (AcnTransformer scratch = trainer.Fit(train))
            _outcome.Figures[Scratch + rows] = Accuracy(scratch, tested);
        using (AcnTransformer tuned = trainer.Fit(train, pretrained))
        {
            _outcome.Figures[Tuned + rows] = Accuracy(tuned, tested);
            _outcome.Figures[Kept + rows] = tuned.ProfileDepth(chosenBy, measureSpeed: false).SmallestWithin(ArmTraining.Tolerance);
        }
        double best = double.NegativeInfinity;
        for (int depth = 0; depth <= pretrained.Depth; depth++)
        {
            using TransformerChain<ITransformer> linear = LinearOver(pretrained, depth).Fit(train);
            double accuracy = Accuracy(linear, chosenBy);
            if (accuracy <= best)
                continue;
            best = accuracy;
            _outcome.Figures[LinearDepth + rows] = depth;
            _outcome.Figures[Linear + rows] = Accuracy(linear, tested);
        }
    }

    private EstimatorChain<ITransformer> LinearOver(AcnPretrainedTransformer pretrained, int depth)
        => _ml.Transforms.AcnFeatures(pretrained, "Features", depth)
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.NormalizeMeanVariance("Features"))
            .Append((IEstimator<ITransformer>)_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: isTrial ? 5 : null));

    private AcnTextOptions OptionsForLabels()
    {
        var options = (AcnTextOptions)material.Options();
        (options.Connectivity, options.Layers, options.Width, options.Seed, options.Threads, options.Precision) = (plan.Kind.Connectivity, plan.Layers, plan.Width, plan.Seed, plan.Threads, AcnPrecision.Float32);
        if (isTrial)
            options.Epochs = plan.Epochs;
        return options;
    }

    private double Accuracy(ITransformer model, IDataView rows) => _ml.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy;

    private sealed class LiveProgress(IArmListener listener) : IProgress<AcnTrainingProgress>
    {
        public void Report(AcnTrainingProgress value)
        {
            listener.Live(value.Fraction, FormattableString.Invariant($"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F3}  {value.RowsPerSecond:N0} rows/s"));
            if (value.IsEpochEnd)
                listener.Say(value.ToString());
        }
    }
}
