using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>The three ways to connect layers, trained by the same code on the same data for the same number of epochs.</summary>
internal sealed class ArmsBenchmark : Benchmark
{
    private const int Rows = 6_000;
    private const int Epochs = 4;
    private const int ValidationRows = 2_000;
    private static readonly AcnImageArchitecture[] _architectures = [AcnImageArchitecture.VisionTransformer, AcnImageArchitecture.MlpMixer];
    private static readonly AcnConnectivity[] _connectivities = [AcnConnectivity.Acn, AcnConnectivity.Residual, AcnConnectivity.FeedForward];

    public override string Name => "arms";

    public override string Summary => "Fashion-MNIST at equal epochs: ACN, residual and feed-forward connectivity, vision transformer and mixer";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        arguments.Refuse(nameof(AcnImageOptions.Architecture), nameof(AcnImageOptions.Connectivity));
        FashionImages images = FashionImages.Load(arguments.DataFolder, Say, ValidationRows, arguments.Holdout);
        images = images with { Train = [.. images.Train.Take(arguments.Rows ?? Rows)] };
        int seeds = arguments.Seeds ?? 3;
        report.Paragraph($"Fashion-MNIST, {images.Train.Count:N0} training pictures, {arguments.ImageOptions(1, Epochs).Epochs} epochs, {arguments.Changes} otherwise, {(seeds == 1 ? "seed 1" : $"mean of {seeds} seeds (lowest to highest)")}; {images.Validation.Count:N0} validation pictures choose the epoch and the depth, {images.Test.Count:N0} {arguments.TestRows} pictures. ACN and feed-forward networks start near the identity; residual ones have their identity in the skips and start with small branches, which is better for them.");
        var rows = new List<string[]>();
        foreach (AcnImageArchitecture architecture in _architectures)
        {
            var means = new Dictionary<AcnConnectivity, double>();
            foreach (AcnConnectivity connectivity in _connectivities)
            {
                FashionRun[] runs = [.. Enumerable.Range(1, seeds).Select(seed => Measure(seed))];
                means[connectivity] = runs.Average(run => run.Accuracy);
                rows.Add([$"{architecture}, {connectivity}", Mean(runs, run => run.Accuracy, "P2"), Mean(runs, run => run.LogLoss, "F4"), $"{runs.Average(run => run.Kept):F1} of {runs[0].Layers}", Mean(runs, run => run.KeptAccuracy, "P2"), $"{runs.Average(run => run.Seconds):F0}"]);

                FashionRun Measure(int seed)
                {
                    AcnImageOptions options = arguments.ImageOptions(seed, Epochs);
                    (options.Architecture, options.Connectivity) = (architecture, connectivity);
                    return FashionRun.Measure(images, options, text => Say($"{architecture}, {connectivity}, seed {seed}: {text}"));
                }
            }
            double best = means.Values.Max();
            report.Goal($"{architecture}: ACN at least as accurate as the others", means[AcnConnectivity.Acn] >= best, string.Join(", ", means.Select(mean => $"{mean.Key} {mean.Value:P2}")));
        }
        report.Table(["", $"{arguments.TestRows} accuracy", "log-loss", "layers kept", "accuracy of those", "training, s"], rows);
    }

    private static string Mean(FashionRun[] runs, Func<FashionRun, double> figure, string format) => runs.Select(figure).ToArray().MeanAndRange(format);
}
