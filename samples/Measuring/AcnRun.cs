using System.Diagnostics;
using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;

namespace Measuring;

/// <summary>A network trained through the public API, as a user would, and what came of it.</summary>
public sealed class AcnRun : IDisposable
{
    private readonly MLContext _ml;

    private AcnRun(MLContext ml, ITransformer labels, AcnTransformer network, double seconds, IReadOnlyList<AcnTrainingProgress> epochEnds)
        => (_ml, Labels, Network, Seconds, EpochEnds) = (ml, labels, network, seconds, epochEnds);

    /// <summary>Turns labels into keys.</summary>
    public ITransformer Labels { get; }

    /// <summary>What was trained.</summary>
    public AcnTransformer Network { get; }

    /// <summary>Training time, reading the rows included.</summary>
    public double Seconds { get; }

    /// <summary>What the trainer reported at the end of each epoch.</summary>
    public IReadOnlyList<AcnTrainingProgress> EpochEnds { get; }

    /// <summary>Epochs trained.</summary>
    public int Epochs => EpochEnds.Count;

    /// <summary>The whole pipeline.</summary>
    public ITransformer Model => ModelWith(Network);

    /// <summary>Trains on texts.</summary>
    /// <inheritdoc cref="Train(MLContext, AcnOptions, IDataView, IDataView?, Action{string}, AcnTransformer?)"/>
    public static AcnRun Train(AcnTextOptions options, IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText>? validation, Action<string> say)
    {
        var ml = new MLContext(options.Seed);
        options.FeatureColumnName = nameof(LabelledText.Text);
        return Train(ml, options, ml.Data.LoadFromEnumerable(train), validation is null ? null : ml.Data.LoadFromEnumerable(validation), say);
    }

    /// <summary>Trains.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="options">Taken as they are, but for the listener, who still hears all.</param>
    /// <param name="train">Training rows, with a column Label.</param>
    /// <param name="validation">Validation rows; null lets the trainer take them from the training rows.</param>
    /// <param name="say">Told the result of each epoch.</param>
    /// <param name="initial">What training begins with; null to start anew.</param>
    public static AcnRun Train(MLContext ml, AcnOptions options, IDataView train, IDataView? validation, Action<string> say, AcnTransformer? initial = null)
    {
        var epochs = new EpochListener(options.Progress, say);
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
        IDataView rows = labels.Transform(train);
        AcnTransformer network = (validation is null ? null : labels.Transform(validation), initial) switch
        {
            (null, null) => trainer.Fit(rows),
            ({ } held, null) => trainer.Fit(rows, held),
            (null, { } start) => trainer.Fit(rows, start),
            ({ } held, { } start) => trainer.Fit(rows, held, start),
        };
        return new AcnRun(ml, labels, network, clock.Elapsed.TotalSeconds, epochs.Ends);
    }

    /// <summary>A pipeline with this run's labels and a network that was made of its own.</summary>
    public ITransformer ModelWith(AcnTransformer network) => Labels.Append(network);

    /// <summary>Texts as data.</summary>
    public IDataView View(IReadOnlyList<LabelledText> rows) => _ml.Data.LoadFromEnumerable(rows);

    /// <summary>Rows with labels as keys, for the network's own verbs.</summary>
    public IDataView Keyed(IReadOnlyList<LabelledText> rows) => Labels.Transform(View(rows));

    /// <inheritdoc cref="Evaluate(AcnTransformer, IDataView)"/>
    public MulticlassClassificationMetrics Evaluate(AcnTransformer network, IReadOnlyList<LabelledText> rows) => Evaluate(network, View(rows));

    /// <summary>ML.NET's figures.</summary>
    /// <param name="network">This run's network, or one made of it.</param>
    /// <param name="rows">Rows as the run was given them.</param>
    public MulticlassClassificationMetrics Evaluate(AcnTransformer network, IDataView rows)
        => _ml.MulticlassClassification.Evaluate(network.Transform(Labels.Transform(rows)));

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

    /// <summary>Classifies texts one by one.</summary>
    public PredictionEngine<LabelledText, ScoredText> Engine() => _ml.Model.CreatePredictionEngine<LabelledText, ScoredText>(Model);

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private sealed class EpochListener(IProgress<AcnTrainingProgress>? other, Action<string> say) : IProgress<AcnTrainingProgress>
    {
        public List<AcnTrainingProgress> Ends { get; } = [];

        public void Report(AcnTrainingProgress value)
        {
            other?.Report(value);
            if (!value.IsEpochEnd)
                return;
            Ends.Add(value);
            say(value.ToString());
        }
    }
}

/// <summary>The answer of a prediction engine.</summary>
public sealed class ScoredText
{
    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
