using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Do easier tasks need fewer layers (the paper's figure 4)? The same numbers of pictures and epochs, of 2, 5 and 10 classes.</summary>
internal sealed class DifficultyBenchmark : Benchmark
{
    private const int Rows = 9_000;
    private const int Epochs = 8;
    private const int HeldRows = 10_000;
    private const int ValidationRows = 1_900;
    private static readonly int[] _classes = [2, 5, 10];

    public override string Name => "difficulty";

    public override string Summary => "Fashion-MNIST: layers left at a tolerance of half a point for 2, 5 and 10 classes";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        FashionImages all = FashionImages.Load(arguments.DataFolder, Say, HeldRows, arguments.Holdout);
        int seeds = arguments.Seeds ?? 3;
        report.Paragraph($"The first classes of Fashion-MNIST, in the order of their numbers; {arguments.Rows ?? Rows:N0} training pictures, {arguments.ImageOptions(1, Epochs).Epochs} epochs and {ValidationRows:N0} validation pictures for each task, {arguments.Changes} otherwise, {(seeds == 1 ? "seed 1" : $"mean of {seeds} seeds (lowest to highest)")}; the {arguments.TestRows} pictures are all of those classes.");
        var rows = new List<string[]>();
        var kept = new List<double>();
        foreach (int classes in _classes)
        {
            FashionImages task = all.WithClasses(classes, arguments.Rows ?? Rows, ValidationRows);
            FashionRun[] runs = [.. Enumerable.Range(1, seeds).Select(seed => Measure(task, seed))];
            kept.Add(runs.Average(run => run.Kept));
            rows.Add([$"{classes}", $"{kept[^1]:F1} of {runs[0].Layers} ({string.Join(", ", runs.Select(run => run.Kept))})", Mean(runs, run => run.Accuracy), Mean(runs, run => run.KeptAccuracy), .. Enumerable.Range(0, runs[0].Layers + 1).Select(depth => $"{runs.Average(run => run.Profile[depth].Accuracy):P1}")]);
        }
        report.Table(["classes", "layers kept", $"{arguments.TestRows} accuracy", "of the layers kept", .. Enumerable.Range(0, rows[0].Length - 4).Select(depth => $"validation, depth {depth}")], rows);
        report.Goal("fewer layers for 2 classes than for 5 and 10", kept[0] < kept[1] && kept[0] < kept[2], string.Join(", ", _classes.Zip(kept, (classes, layers) => $"{classes} classes {layers:F1}")));

        FashionRun Measure(FashionImages task, int seed)
            => FashionRun.Measure(task, arguments.ImageOptions(seed, Epochs), text => Say($"{task.Classes.Count} classes, seed {seed}: {text}"));
    }

    private static string Mean(FashionRun[] runs, Func<FashionRun, double> figure) => runs.Select(figure).ToArray().MeanAndRange("P2");
}
