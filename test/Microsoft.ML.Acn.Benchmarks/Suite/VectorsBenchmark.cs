using System.Diagnostics;
using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Default options on vectors, dense and sparse, beside ML.NET's linear trainers and trees on the same features.</summary>
internal sealed class VectorsBenchmark : Benchmark
{
    private const int GlossRows = 10_000;

    public override string Name => "vectors";

    public override string Summary => "accuracy on numbers (digits) and on FeaturizeText output, beside SDCA, L-BFGS and LightGBM on the same features";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        var ml = new MLContext(1);
        int seeds = arguments.Seeds ?? 3;
        report.Paragraph($"Test accuracy and log-loss; networks with default options, mean of {seeds} seeds (lowest to highest).");

        DigitRow[] digits = Digits.Load(arguments.DigitsFolder);
        int test = digits.Length * 3 / 10;
        IDataView digitRows = ml.Data.LoadFromEnumerable(digits);
        Compare(ml, "digits", ml.Transforms.Conversion.MapValueToKey("Label"), digitRows,
            ml.Data.LoadFromEnumerable(arguments.Limit(digits[test..])), ml.Data.LoadFromEnumerable(digits[..test]), arguments, seeds, report);

        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        IReadOnlyList<LabelledText> train = [.. glosses.Train.Take(arguments.Rows ?? GlossRows)];
        IDataView trainRows = ml.Data.LoadFromEnumerable(train);
        Compare(ml, "FeaturizeText of WordNet glosses", ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.Text.FeaturizeText("Features", "Text")),
            trainRows, trainRows, ml.Data.LoadFromEnumerable(glosses.Test), arguments, seeds, report);
    }

    /// <param name="ml">The context.</param>
    /// <param name="set">What the data is called.</param>
    /// <param name="features">Makes the columns Label and Features.</param>
    /// <param name="known">What the features are learned from.</param>
    /// <param name="train">Training rows.</param>
    /// <param name="test">Test rows.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="seeds">Networks to train.</param>
    /// <param name="report">Where the result goes.</param>
    private static void Compare(
        MLContext ml, string set, IEstimator<ITransformer> features, IDataView known, IDataView train, IDataView test, BenchmarkArguments arguments, int seeds, Report report)
    {
        ITransformer fitted = features.Fit(known);
        IDataView trainRows = ml.Data.Cache(fitted.Transform(train), "Label", "Features"), testRows = ml.Data.Cache(fitted.Transform(test), "Label", "Features");
        int slots = ((VectorDataViewType)trainRows.Schema["Features"].Type).Size;
        report.Paragraph($"**{set}**: {trainRows.GetColumn<uint>("Label").Count():N0} training rows, {testRows.GetColumn<uint>("Label").Count():N0} test rows, {slots:N0} slots.");

        var networks = new List<PeerResult>();
        for (int seed = 1; seed <= seeds; seed++)
        {
            Say($"{set}: ACN, seed {seed}");
            networks.Add(Measure(ml, ml.MulticlassClassification.Trainers.Acn(arguments.VectorOptions(seed)), trainRows, testRows));
        }
        double[] accuracies = [.. networks.Select(run => run.Accuracy)];
        var rows = new List<string[]>
        {
            new[] { "ACN", accuracies.MeanAndRange("P2"), networks.Select(run => run.LogLoss!.Value).ToArray().MeanAndRange("F4"), $"{networks.Average(run => run.Seconds):F1}" },
        };
        double best = 0;
        foreach ((string name, IEstimator<ITransformer> peer) in new (string, IEstimator<ITransformer>)[]
        {
            ("LbfgsMaximumEntropy", ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy()),
            ("SdcaMaximumEntropy", ml.MulticlassClassification.Trainers.SdcaMaximumEntropy()),
            ("LightGbm", ml.MulticlassClassification.Trainers.LightGbm()),
        })
        {
            Say($"{set}: {name}");
            PeerResult result = Measure(ml, peer, trainRows, testRows);
            rows.Add([name, $"{result.Accuracy:P2}", $"{result.LogLoss:F4}", $"{result.Seconds:F1}"]);
            best = Math.Max(best, result.Accuracy);
        }
        report.Table(["", "accuracy", "log-loss", "training, s"], rows);
        report.Goal("at least the best of ML.NET's trainers", accuracies.Average() >= best, $"{accuracies.Average():P2} against {best:P2}");
    }

    private static PeerResult Measure(MLContext ml, IEstimator<ITransformer> trainer, IDataView train, IDataView test)
    {
        var clock = Stopwatch.StartNew();
        ITransformer model = trainer.Fit(train);
        double seconds = clock.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
        (model as IDisposable)?.Dispose();
        return new PeerResult(metrics.MicroAccuracy, metrics.LogLoss, seconds);
    }
}
