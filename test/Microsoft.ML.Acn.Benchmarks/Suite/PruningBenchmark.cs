using System.Diagnostics;
using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>What removing units of a network whose layers were cut costs and gains.</summary>
internal sealed class PruningBenchmark : Benchmark
{
    private const double SpeedGoal = 1.4;
    private const double AccuracyGoal = 0.01;
    private const int ValidationRows = 5_000;
    private const int TimedRows = 2_000;

    // What is over in milliseconds is measured many times a turn.
    private const double SecondsPerTurn = 0.4;

    public override string Name => "pruning";

    /// <inheritdoc/>
    /// <remarks>The experiment has the other.</remarks>
    public override string PageName => "pruning-speed";

    public override string Summary => "texts, pictures and vectors: speed and accuracy without half and more of the MLP units and heads, on top of Compress";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        report.Paragraph($"Trained with {arguments.Changes}, cut by Compress, pruned by magnitude during {FineTunedPruning.Epochs} epochs with the same options and a tenth of the learning rate. Validation rows choose epoch and depth. Speed is that of a cursor over PredictedLabel, over {TimedRows:N0} test rows, as often as takes the compressed network {SecondsPerTurn} s, in turns with the compressed network: the ratio of the fastest rounds, for other work of the machine only ever slows one down, and in parentheses the median ratio and the range.");
        var ml = new MLContext(1);
        if (arguments.Wants("texts"))
            MeasureTexts(ml, arguments, report);
        if (!arguments.Wants("pictures") && !arguments.Wants("vectors"))
            return;
        FashionImages images = FashionImages.Load(arguments.ImagesFolder, Say, ValidationRows, arguments.Holdout);
        IReadOnlyList<ImageRow> train = arguments.Limit(images.Train);
        var parts = new Parts(ml.Data.LoadFromEnumerable(train), ml.Data.LoadFromEnumerable(images.Validation), ml.Data.LoadFromEnumerable(images.Test));
        if (arguments.Wants("pictures"))
        {
            AcnImageOptions mixer = FashionImages.Describe(arguments.ImageOptions(1));
            mixer.Architecture = AcnImageArchitecture.MlpMixer;
            Measure("pictures, mixer (Fashion-MNIST)", ml, mixer, parts, arguments, report);
        }
        if (arguments.Wants("vectors"))
        {
            AcnVectorOptions vectors = arguments.VectorOptions(1);
            vectors.FeatureColumnName = nameof(ImageRow.Pixels);
            Measure("vectors (the pixels of Fashion-MNIST)", ml, vectors, parts, arguments, report);
        }
    }

    private static void MeasureTexts(MLContext ml, BenchmarkArguments arguments, Report report)
    {
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        (LabelledText[] train, LabelledText[] validation) = ValidatedRows.Of(arguments.Limit(glosses.Train), ValidationRows);
        AcnTextOptions options = arguments.TextOptions(1);
        options.FeatureColumnName = nameof(LabelledText.Text);
        Measure("texts (WordNet glosses)", ml, options, new Parts(ml.Data.LoadFromEnumerable(train), ml.Data.LoadFromEnumerable(validation), ml.Data.LoadFromEnumerable(glosses.Test)), arguments, report);
    }

    private static void Measure(string name, MLContext ml, AcnOptions options, Parts parts, BenchmarkArguments arguments, Report report)
    {
        using AcnRun run = AcnRun.Train(ml, options, parts.Train, parts.Validation, text => Say($"{name}: {text}"));
        IDataView validation = run.Labels.Transform(parts.Validation), test = run.Labels.Transform(parts.Test);
        using AcnTransformer cut = run.Network.Compress(validation, new AcnCompressionOptions { MeasureSpeed = false });
        // Held, so that a source of rows is not timed.
        IDataView rows = ml.Data.Cache(ml.Data.TakeRows(ml.Transforms.SelectColumns(options.FeatureColumnName).Fit(parts.Test).Transform(parts.Test), TimedRows), options.FeatureColumnName);
        IDataView before = cut.Transform(rows);
        double validated = Accuracy(cut, validation), tested = Accuracy(cut, test);
        var table = new List<string[]> { new[] { $"compressed, {cut.Depth} of {run.Network.Depth} layers", $"{validated:P2}", $"{tested:P2}", $"{cut.Compression!.Profile[cut.Depth].Parameters:N0}", "1", string.Empty } };
        using AcnTransformer none = cut.Truncate(0);
        IDataView bound = none.Transform(rows);
        int passes = PassesOf(before);
        Turns most = Turns.Measure(arguments.Rounds ?? 7, () => Read(before), () => Read(bound));
        table.Add(["no layers at all: a bound for what pruning them can gain", $"{Accuracy(none, validation):P2}", string.Empty, string.Empty, Times(most), string.Empty]);
        var goals = new List<(string Goal, bool IsReached, string Measured)>();
        foreach ((AcnPruningTarget target, double sparsity) in Plans(options))
        {
            Say($"{name}: {target}, {sparsity:P0}");
            using AcnTransformer pruned = FineTunedPruning.Of(cut, validation, run.Labels.Transform(parts.Train), options, target, sparsity);
            IDataView after = pruned.Transform(rows);
            Turns times = Turns.Measure(arguments.Rounds ?? 7, () => Read(before), () => Read(after));
            double accuracy = Accuracy(pruned, validation), onTest = Accuracy(pruned, test);
            table.Add([$"{target}, {sparsity:P0}", $"{accuracy:P2}", $"{onTest:P2}", $"{pruned.Pruning!.ParametersAfter:N0}", Times(times), $"{pruned.Pruning.SparsityReached:P1}"]);
            goals.Add(($"{name}, {target}, {sparsity:P0}: {SpeedGoal} times as fast and at most {AccuracyGoal * 100:F0} point less accurate on validation rows", times.FastestSpeedUp(1, 0) >= SpeedGoal && accuracy >= validated - AccuracyGoal, $"{times.FastestSpeedUp(1, 0):F2} times, {(accuracy - validated) * 100:F2} points (test rows: {(onTest - tested) * 100:F2})"));
        }
        report.Paragraph($"**{name}**");
        report.Table(["", "validation accuracy", "test accuracy", "parameters", "times as fast", "sparsity reached"], table);
        foreach ((string goal, bool isReached, string measured) in goals)
            report.Goal(goal, isReached, measured);

        void Read(IDataView scored)
        {
            for (int i = 0; i < passes; i++)
                Reading.Predictions(scored);
        }

        double Accuracy(AcnTransformer network, IDataView data) => ml.MulticlassClassification.Evaluate(network.Transform(data)).MicroAccuracy;
    }

    private static IEnumerable<(AcnPruningTarget Target, double Sparsity)> Plans(AcnOptions options)
    {
        foreach (double sparsity in new[] { 0.5, 0.7, 0.9 })
        {
            yield return (AcnPruningTarget.HiddenUnits, sparsity);
            if (options is AcnTextOptions)
                yield return (AcnPruningTarget.HiddenUnits | AcnPruningTarget.Heads, sparsity);
        }
    }

    private static int PassesOf(IDataView scored)
    {
        Reading.Predictions(scored);
        var clock = Stopwatch.StartNew();
        Reading.Predictions(scored);
        return (int)Math.Clamp(Math.Ceiling(SecondsPerTurn / clock.Elapsed.TotalSeconds), 1, 1_000);
    }

    private static string Times(Turns times)
    {
        double[] speedUps = times.SpeedUps(1, 0);
        return $"{times.FastestSpeedUp(1, 0):F2} ({speedUps.Median():F2}, {speedUps.Min():F2} to {speedUps.Max():F2})";
    }

    /// <summary>The rows, with labels as text.</summary>
    private sealed record Parts(IDataView Train, IDataView Validation, IDataView Test);
}
