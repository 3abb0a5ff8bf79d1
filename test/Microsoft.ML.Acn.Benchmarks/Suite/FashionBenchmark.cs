using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Default options on all of Fashion-MNIST, and how many layers are left when half a point may be given up.</summary>
internal sealed class FashionBenchmark : Benchmark
{
    private const double AccuracyGoal = 0.925;
    private const double MinutesGoal = 30;
    private const int ValidationRows = 2_500;

    public override string Name => "fashion";

    public override string Summary => "Fashion-MNIST with default options: accuracy, training time, layers left at a tolerance of half a point";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        FashionImages images = FashionImages.Load(arguments.DataFolder, Say, ValidationRows, arguments.Holdout);
        IReadOnlyList<ImageRow> train = arguments.Limit(images.Train);
        report.Paragraph($"Fashion-MNIST, {train.Count:N0} training pictures, {images.Validation.Count:N0} validation pictures, which choose the epoch and the depth, {images.Test.Count:N0} {arguments.TestRows} pictures; {arguments.Changes}.");

        FashionRun[] runs = [.. Enumerable.Range(1, arguments.Seeds ?? 3)
            .Select(seed => FashionRun.Measure(images with { Train = train }, arguments.ImageOptions(seed), text => Say($"seed {seed}: {text}")))];

        report.Table(
            ["", $"{arguments.TestRows} accuracy", "log-loss", "training, s", "epochs", "layers kept", "accuracy of those"],
            [
                .. runs.Select((run, index) => new[] { $"ACN, seed {index + 1}", $"{run.Accuracy:P2}", $"{run.LogLoss:F4}", $"{run.Seconds:F0}", $"{run.Epochs}", $"{run.Kept} of {run.Layers}", $"{run.KeptAccuracy:P2}" }),
                ["**mean (lowest to highest)**", Mean(run => run.Accuracy, "P2"), Mean(run => run.LogLoss, "F4"), $"{runs.Average(run => run.Seconds):F0}", string.Empty, $"{runs.Average(run => run.Kept):F1}", Mean(run => run.KeptAccuracy, "P2")],
            ]);
        report.Paragraph("Validation accuracy by depth:");
        report.Table(
            ["layers", .. runs.Select((_, index) => $"seed {index + 1}")],
            Enumerable.Range(0, runs[0].Profile.Count).Select(depth => (string[])[$"{depth}", .. runs.Select(run => $"{run.Profile[depth].Accuracy:P2}")]));
        double accuracy = runs.Average(run => run.Accuracy), longest = runs.Max(run => run.Seconds) / 60;
        report.Goal($"mean accuracy of at least {AccuracyGoal:P1}", accuracy >= AccuracyGoal, $"{accuracy:P2}");
        report.Goal($"training within {MinutesGoal:F0} minutes", longest <= MinutesGoal, $"at most {longest:F1} minutes");
        report.Goal("at most two thirds of the layers are kept", runs.All(run => run.Kept * 3 <= run.Layers * 2), $"{string.Join(", ", runs.Select(run => run.Kept))} of {runs[0].Layers}");

        string Mean(Func<FashionRun, double> figure, string format) => runs.Select(figure).ToArray().MeanAndRange(format);
    }
}
