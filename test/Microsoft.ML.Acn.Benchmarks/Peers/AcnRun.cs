using System.Diagnostics;
using Datasets;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>A network trained through the public API, as a user would, and what came of it.</summary>
internal sealed class AcnRun : IDisposable
{
    private readonly MLContext _ml;

    private AcnRun(MLContext ml, ITransformer labels, AcnTransformer network, double seconds, int epochs)
        => (_ml, Labels, Network, Seconds, Epochs) = (ml, labels, network, seconds, epochs);

    /// <summary>Turns labels into keys.</summary>
    public ITransformer Labels { get; }

    public AcnTransformer Network { get; }

    /// <summary>Training time, reading the rows included.</summary>
    public double Seconds { get; }

    /// <summary>Epochs trained.</summary>
    public int Epochs { get; }

    /// <summary>The whole pipeline.</summary>
    public ITransformer Model => ModelWith(Network);

    /// <summary>Trains on texts.</summary>
    /// <inheritdoc cref="Train(MLContext, AcnOptions, IDataView, IDataView?, Action{string})"/>
    public static AcnRun Train(AcnTextOptions options, IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText>? validation, Action<string> say)
    {
        var ml = new MLContext(options.Seed);
        options.FeatureColumnName = nameof(LabelledText.Text);
        return Train(ml, options, ml.Data.LoadFromEnumerable(train), validation is null ? null : ml.Data.LoadFromEnumerable(validation), say);
    }

    /// <param name="ml">The context.</param>
    /// <param name="options">Taken as they are, but for the listener.</param>
    /// <param name="train">Training rows, with a column Label.</param>
    /// <param name="validation">Validation rows; null lets the trainer take them from the training rows.</param>
    /// <param name="say">Told the result of each epoch.</param>
    public static AcnRun Train(MLContext ml, AcnOptions options, IDataView train, IDataView? validation, Action<string> say)
    {
        var epochs = new EpochListener(say);
        options.Progress = epochs;
        var clock = Stopwatch.StartNew();
        var labels = ml.Transforms.Conversion.MapValueToKey("Label").Fit(train);
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = ml.MulticlassClassification.Trainers;
        AcnTrainer trainer = options switch
        {
            AcnTextOptions texts => trainers.Acn(texts),
            AcnImageOptions images => trainers.Acn(images),
            AcnVectorOptions vectors => trainers.Acn(vectors),
            _ => throw new ArgumentException($"There is no trainer for {options.GetType().Name}.", nameof(options)),
        };
        AcnTransformer network = validation is null
            ? trainer.Fit(labels.Transform(train))
            : trainer.Fit(labels.Transform(train), labels.Transform(validation));
        return new AcnRun(ml, labels, network, clock.Elapsed.TotalSeconds, epochs.Count);
    }

    public ITransformer ModelWith(AcnTransformer network) => Labels.Append(network);

    public IDataView View(IReadOnlyList<LabelledText> rows) => _ml.Data.LoadFromEnumerable(rows);

    /// <summary>Rows with labels as keys, for the network's own verbs.</summary>
    public IDataView Keyed(IReadOnlyList<LabelledText> rows) => Labels.Transform(View(rows));

    public MulticlassClassificationMetrics Evaluate(AcnTransformer network, IReadOnlyList<LabelledText> rows) => Evaluate(network, View(rows));

    /// <param name="network">This run's network, or one made of it.</param>
    /// <param name="rows">Rows as the run was given them.</param>
    public MulticlassClassificationMetrics Evaluate(AcnTransformer network, IDataView rows)
        => _ml.MulticlassClassification.Evaluate(network.Transform(Labels.Transform(rows)));

    public PeerResult Result(IReadOnlyList<LabelledText> test)
    {
        MulticlassClassificationMetrics metrics = Evaluate(Network, test);
        return new PeerResult(metrics.MicroAccuracy, metrics.LogLoss, Seconds);
    }

    /// <summary>Bytes of the saved pipeline.</summary>
    public long SavedBytes(AcnTransformer network, IReadOnlyList<LabelledText> rows)
    {
        string path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(ModelWith(network), View(rows).Schema, path);
            return new FileInfo(path).Length;
        }
        finally
        {
            File.Delete(path);
        }
    }

    public PredictionEngine<LabelledText, ScoredText> Engine() => _ml.Model.CreatePredictionEngine<LabelledText, ScoredText>(Model);

    public void Dispose() => Network.Dispose();

    private sealed class EpochListener(Action<string> say) : IProgress<AcnTrainingProgress>
    {
        public int Count { get; private set; }

        public void Report(AcnTrainingProgress value)
        {
            if (!value.IsEpochEnd)
                return;
            Count = value.Epoch;
            say(value.ToString());
        }
    }
}

/// <summary>The answer of a prediction engine.</summary>
internal sealed class ScoredText
{
    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
