using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>A tiny task: texts of four words of which one gives the class away.</summary>
internal static class TrainingData
{
    private static readonly string[][] _tells = [["apple", "pear", "plum"], ["hammer", "saw", "drill"], ["rain", "snow", "hail"]];

    public static TrainingRows Separable(int rows = 60, int seed = 1)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row % 3)];
        return Rows(labels, [.. labels.Select(label => $"w{random.Next(9)} {_tells[label][random.Next(3)]} {(random.Next(2) == 0 ? "" : "z ")}w{random.Next(9)}")]);
    }

    public static TrainingRows Rows(int[] labels, string[] texts, float[]? weights = null) => new()
    {
        Store = TestTexts.Store(texts),
        Labels = labels,
        Weights = weights,
        Classes = LabelValues.WithoutValues(Math.Max(labels.Max() + 1, 2)),
        SkippedMissingLabel = 0,
    };

    public static TrainingSet Set(this TrainingRows rows) => new(rows.Store, rows.Labels, rows.Weights, rows.Classes.Count);

    /// <summary>Small, quick, and in 32 bits, so that numbers do not depend on what a probe finds.</summary>
    public static AcnTextOptions Options() => new()
    {
        Layers = 2,
        Width = 16,
        Heads = 2,
        Epochs = 8,
        BatchSize = 8,
        LearningRate = 0.01,
        ValidationFraction = 0.2,
        SubwordBuckets = 64,
        BigramBuckets = 64,
        MinWordCount = 1,
        WordDropout = 0.05,
        Dropout = 0.05,
        WeightDecay = 0.01,
        LabelSmoothing = 0.05,
        Precision = AcnPrecision.Float32,
        Threads = 1, // products this small only wait for each other's threads, on a busy machine for minutes
        EarlyStopping = new AcnEarlyStopping { Metric = AcnStoppingMetric.Accuracy },
    };

    public static AcnModel Train(AcnTextOptions options, TrainingRows? rows = null, TrainingRows? validation = null, int seed = 1, IProgress<AcnTrainingProgress>? progress = null, Action<string>? warn = null)
        => TrainingRun.Train(new TextFamily(options), rows ?? Separable(), validation, options, new TrainingContext
        {
            Seed = seed,
            Device = CPU,
            Progress = progress,
            Warn = warn ?? (static _ => { }),
        });

    public static EvaluationResult Evaluate(this AcnModel model, TrainingRows rows)
        => Evaluation.Run(model.Network, model.Encoder, rows.Set(), [.. Enumerable.Range(0, rows.Count)], static () => { });
}

/// <summary>Keeps every report, and does something at each; unlike <see cref="Progress{T}"/> on the thread that reports.</summary>
internal sealed class ReportList(Action<AcnTrainingProgress>? then = null) : IProgress<AcnTrainingProgress>
{
    public List<AcnTrainingProgress> Reports { get; } = [];

    public IEnumerable<AcnTrainingProgress> Ends => Reports.Where(report => report.IsEpochEnd);

    public void Report(AcnTrainingProgress value)
    {
        Reports.Add(value);
        then?.Invoke(value);
    }
}
