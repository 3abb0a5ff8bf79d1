using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>What cutting layers off costs and gains.</summary>
internal sealed class CompressionBenchmark : Benchmark
{
    private const double Tolerance = 0.005;
    private const double SpeedGoal = 1.7;
    private const int ValidationRows = 6_600;

    public override string Name => "compression";

    public override string Summary => "WordNet: layers left at a tolerance of half a point, accuracy, speed and file size before and after";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        (LabelledText[] train, LabelledText[] validation) = ValidatedRows.Of(arguments.Limit(glosses.Train), ValidationRows);

        using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Epochs = arguments.Epochs }, train, validation, Say);
        AcnDepthProfile profile = run.Network.ProfileDepth(run.Keyed(validation), measureSpeed: false);
        using AcnTransformer cut = run.Network.Compress(run.Keyed(validation), Tolerance);

        report.Paragraph($"WordNet glosses, default options, seed 1, {train.Length:N0} training rows. The depth is chosen by {validation.Length:N0} validation rows, which also chose the epoch:");
        report.Table(
            ["layers", "validation accuracy", "macro", "log-loss", "parameters"],
            profile.Select(depth => new[] { $"{depth.Depth}{(depth.Depth == cut.Depth ? " (kept)" : string.Empty)}", $"{depth.Accuracy:P2}", $"{depth.MacroAccuracy:P2}", $"{depth.LogLoss:F4}", $"{depth.Parameters:N0}" }));

        Say("scoring in turns");
        IDataView full = run.Network.Transform(run.Keyed(glosses.Test)), small = cut.Transform(run.Keyed(glosses.Test));
        Turns times = Turns.Measure(arguments.Rounds ?? 5, () => Reading.Predictions(full), () => Reading.Predictions(small));
        double[] speedUps = times.SpeedUps(1, 0);
        long fullBytes = run.SavedBytes(run.Network, glosses.Test), cutBytes = run.SavedBytes(cut, glosses.Test);
        report.Paragraph($"On {glosses.Test.Count:N0} test rows; speed is that of a cursor over PredictedLabel, {speedUps.Length} rounds in turns:");
        report.Table(
            ["", "layers", "test accuracy", "log-loss", "rows/s", "saved file, MB"],
            [Row("full", run, run.Network, times.Median(0), fullBytes, glosses.Test), Row("cut", run, cut, times.Median(1), cutBytes, glosses.Test)]);
        report.Goal("at most half of the layers", cut.Depth * 2 <= run.Network.Depth, $"{cut.Depth} of {run.Network.Depth}");
        report.Goal($"scoring at least {SpeedGoal} times as fast", speedUps.Median() >= SpeedGoal, $"{speedUps.MedianAndRange("F2")} times");
        report.Goal("a smaller file", cutBytes < fullBytes, $"{cutBytes / 1e6:F2} MB instead of {fullBytes / 1e6:F2} MB");
    }

    private static string[] Row(string name, AcnRun run, AcnTransformer network, double seconds, long bytes, IReadOnlyList<LabelledText> test)
    {
        MulticlassClassificationMetrics metrics = run.Evaluate(network, test);
        return [name, $"{network.Depth}", $"{metrics.MicroAccuracy:P2}", $"{metrics.LogLoss:F4}", $"{test.Count / seconds:N0}", $"{bytes / 1e6:F2}"];
    }
}
