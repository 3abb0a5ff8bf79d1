using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>How many steps training on takes that begins with a trained network.</summary>
internal sealed class WarmStartBenchmark : Benchmark
{
    private const double StepsGoal = 0.25;
    private const int ValidationRows = 2_500;
    private const int Pictures = 20_000;
    private const int PictureEpochs = 8;

    // Of the first training's: which is best is chosen by validation rows.
    private static readonly double[] _rateFactors = [0.1, 0.3, 1];

    public override string Name => "warmstart";

    public override string Summary => "WordNet and Fashion-MNIST: accuracy of training on in a quarter of the steps, on the same rows and on twice as many";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        report.Paragraph(
            $"A first training from scratch, and then Fit(train, validation, initial) with a quarter of its epochs, rounded down; {arguments.Changes}, seed 1, {ValidationRows:N0} validation rows, which choose the epoch and, "
            + $"of {string.Join(", ", _rateFactors)} times the first training's, the learning rate of training on. Seconds are those of the rate that was chosen.");
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        IReadOnlyList<LabelledText> texts = arguments.Limit(glosses.Train);
        Measure(report, "WordNet", [.. texts.Skip(ValidationRows)], [.. texts.Take(ValidationRows)], glosses.Test, () =>
        {
            AcnTextOptions options = arguments.TextOptions(seed: 1);
            options.FeatureColumnName = nameof(LabelledText.Text);
            return options;
        });
        FashionImages images = FashionImages.Load(arguments.ImagesFolder, Say, ValidationRows, arguments.Holdout);
        ImageRow[] pictures = [.. arguments.Limit(images.Train).Take(Pictures)];
        Measure(report, "Fashion-MNIST", pictures, images.Validation, images.Test, () => FashionImages.Describe(arguments.ImageOptions(seed: 1, PictureEpochs)));
    }

    private static void Measure<T>(Report report, string name, T[] train, IReadOnlyList<T> validation, IReadOnlyList<T> test, Func<AcnOptions> create)
        where T : class
    {
        var ml = new MLContext(1);
        IDataView all = ml.Data.LoadFromEnumerable(train), half = ml.Data.LoadFromEnumerable(train.Take(train.Length / 2)), held = ml.Data.LoadFromEnumerable(validation), tested = ml.Data.LoadFromEnumerable(test);
        using AcnRun first = AcnRun.Train(ml, create(), all, held, text => Say($"{name}, first: {text}"));
        AcnOptions small = create();
        small.Epochs = first.Epochs;
        using AcnRun ofHalf = AcnRun.Train(ml, small, half, held, text => Say($"{name}, half: {text}"));
        int epochs = Math.Max(first.Epochs / 4, 1);
        using Continued same = On(first, "same rows"), more = On(ofHalf, "twice the rows");

        report.Paragraph($"{name}, {train.Length:N0} training rows, {test.Count:N0} test rows:");
        report.Table(
            ["", "begins with", "epochs", "rows seen", "learning rate", "test accuracy", "log-loss", "s"],
            [
                Row("first training", "nothing", first, train.Length, create().LearningRate),
                Row("training on, same rows", "first training", same.Run, train.Length, same.LearningRate),
                Row("first training, half of the rows", "nothing", ofHalf, train.Length / 2, create().LearningRate),
                Row("training on, all rows", "half of the rows", more.Run, train.Length, more.LearningRate),
            ]);
        double reached = Of(first).MicroAccuracy, share = (double)epochs / first.Epochs;
        report.Goal(
            $"{name}: training on with the same rows reaches the first training's accuracy in at most {StepsGoal:P0} of its steps",
            Of(same.Run).MicroAccuracy >= reached && share <= StepsGoal,
            $"{Of(same.Run).MicroAccuracy:P2} against {reached:P2} in {share:P0} of the steps");

        Continued On(AcnRun initial, string what) => _rateFactors.Select(factor =>
        {
            AcnOptions options = create();
            (options.Epochs, options.LearningRate) = (epochs, options.LearningRate * factor);
            return new Continued(AcnRun.Train(ml, options, all, held, text => Say($"{name}, {what}, rate {options.LearningRate:G2}: {text}"), initial.Network), options.LearningRate);
        }).Aggregate((best, other) =>
        {
            bool isBetter = other.ValidationAccuracy > best.ValidationAccuracy;
            (isBetter ? best : other).Dispose();
            return isBetter ? other : best;
        });

        MulticlassClassificationMetrics Of(AcnRun run) => run.Evaluate(run.Network, tested);

        string[] Row(string what, string start, AcnRun run, int rows, double rate)
            => [what, start, $"{run.Epochs}", $"{(long)run.Epochs * rows:N0}", $"{rate:G3}", $"{Of(run).MicroAccuracy:P2}", $"{Of(run).LogLoss:F4}", $"{run.Seconds:F0}"];
    }

    /// <summary>A network that was trained on.</summary>
    private sealed record Continued(AcnRun Run, double LearningRate) : IDisposable
    {
        /// <summary>Of the epoch that was taken: the one of the lowest loss.</summary>
        public double ValidationAccuracy => Run.EpochEnds.MinBy(end => end.ValidationLoss)!.ValidationAccuracy!.Value;

        public void Dispose() => Run.Dispose();
    }
}
