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
    private const int UsualSeeds = 3;
    private const int ValidationRows = 2_500;
    private const int Pictures = 20_000;
    private const int PictureEpochs = 8;
    private const string First = "first training";
    private const string Same = "training on, same rows";

    // Of the first training's: which is best is chosen by validation rows.
    private static readonly double[] _rateFactors = [0.1, 0.3, 1];

    public override string Name => "warmstart";

    public override string Summary => "WordNet and Fashion-MNIST: accuracy of training on in a quarter of the steps, on the same rows and on twice as many";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int seeds = arguments.Seeds ?? UsualSeeds;
        report.Paragraph(
            $"A first training from scratch, and then Fit(train, validation, initial) with a quarter of its epochs, rounded down; {arguments.Changes}, seeds 1 to {seeds}, {ValidationRows:N0} validation rows, which choose the epoch and, "
            + $"of {string.Join(", ", _rateFactors)} times the first training's, the learning rate of training on. The initial weights compete with those after each epoch (WarmStart.KeepInitialUnlessImproved). Means (lowest to highest); twice as many rows with seed 1 alone. Seconds are those of the rate that was chosen.");
        if (arguments.Wants("texts"))
        {
            TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
            IReadOnlyList<LabelledText> texts = arguments.Limit(glosses.Train);
            Measure(report, "WordNet", seeds, [.. texts.Skip(ValidationRows)], [.. texts.Take(ValidationRows)], glosses.Test, seed =>
            {
                AcnTextOptions options = arguments.TextOptions(seed);
                options.FeatureColumnName = nameof(LabelledText.Text);
                return options;
            });
        }
        if (arguments.Wants("pictures"))
        {
            FashionImages images = FashionImages.Load(arguments.ImagesFolder, Say, ValidationRows, arguments.Holdout);
            ImageRow[] pictures = [.. arguments.Limit(images.Train).Take(Pictures)];
            Measure(report, "Fashion-MNIST", seeds, pictures, images.Validation, images.Test, seed => FashionImages.Describe(arguments.ImageOptions(seed, PictureEpochs)));
        }
    }

    private static void Measure<T>(Report report, string name, int seeds, T[] train, IReadOnlyList<T> validation, IReadOnlyList<T> test, Func<int, AcnOptions> create)
        where T : class
    {
        IReadOnlyList<Outcome> all = [.. Enumerable.Range(1, seeds).SelectMany(seed => Outcomes(name, train, validation, test, seed, create))];
        report.Paragraph($"{name}, {train.Length:N0} training rows, {test.Count:N0} test rows:");
        report.Table(
            ["", "begins with", "epochs", "rows seen", "learning rate", "test accuracy", "log-loss", "s"],
            all.GroupBy(outcome => outcome.What).Select(runs => new[]
            {
                runs.Key, runs.First().Start, $"{runs.First().Epochs}", $"{runs.First().RowsSeen:N0}", string.Join(", ", runs.Select(run => $"{run.LearningRate:G3}").Distinct()),
                Of(runs.Key, run => run.Accuracy).MeanAndRange("P2"), Of(runs.Key, run => run.LogLoss).MeanAndRange("F4"), $"{runs.Average(run => run.Seconds):F0}",
            }));
        double reached = Of(First, run => run.Accuracy).Average(), again = Of(Same, run => run.Accuracy).Average(), share = all.First(run => run.What == Same).RowsSeen / (double)all[0].RowsSeen;
        report.Paragraph($"Seed by seed, training on with the same rows changes the accuracy by {string.Join(", ", Of(Same, run => run.Accuracy).Zip(Of(First, run => run.Accuracy), (on, first) => $"{100 * (on - first):+0.00;-0.00;0.00}"))} points.");
        report.Paragraph($"In {all.Count(run => run is { What: Same, HasInitialWeights: true })} of {seeds} the initial weights stayed, as no epoch was better on the validation rows.");
        report.Goal(
            $"{name}: training on with the same rows reaches the first training's accuracy in at most {StepsGoal:P0} of its steps",
            again >= reached && share <= StepsGoal,
            $"{again:P2} against {reached:P2} in {share:P0} of the steps, means of {seeds} seeds");

        double[] Of(string what, Func<Outcome, double> figure) => [.. all.Where(run => run.What == what).Select(figure)];
    }

    private static IEnumerable<Outcome> Outcomes<T>(string name, T[] train, IReadOnlyList<T> validation, IReadOnlyList<T> test, int seed, Func<int, AcnOptions> create)
        where T : class
    {
        var ml = new MLContext(seed);
        IDataView all = ml.Data.LoadFromEnumerable(train), half = ml.Data.LoadFromEnumerable(train.Take(train.Length / 2)), held = ml.Data.LoadFromEnumerable(validation), tested = ml.Data.LoadFromEnumerable(test);
        AcnOptions usual = create(seed);
        using AcnRun first = AcnRun.Train(ml, usual, all, held, text => Say($"{name}, seed {seed}, first: {text}"));
        yield return Of(First, "nothing", first, train.Length, usual.LearningRate);
        using (Continued same = On(first, "same rows"))
            yield return Of(Same, First, same.Run, train.Length, same.LearningRate);
        if (seed > 1)
            yield break;
        AcnOptions small = create(seed);
        small.Epochs = first.Epochs;
        using AcnRun ofHalf = AcnRun.Train(ml, small, half, held, text => Say($"{name}, half: {text}"));
        yield return Of("first training, half of the rows", "nothing", ofHalf, train.Length / 2, usual.LearningRate);
        using Continued more = On(ofHalf, "twice the rows");
        yield return Of("training on, all rows", "half of the rows", more.Run, train.Length, more.LearningRate);

        Continued On(AcnRun initial, string what) => _rateFactors.Select(factor =>
        {
            AcnOptions options = create(seed);
            (options.Epochs, options.LearningRate, options.WarmStart) = (Math.Max(first.Epochs / 4, 1), options.LearningRate * factor, new AcnWarmStartOptions { KeepInitialUnlessImproved = true });
            return new Continued(initial, AcnRun.Train(ml, options, all, held, text => Say($"{name}, seed {seed}, {what}, rate {options.LearningRate:G2}: {text}"), initial.Network), options.LearningRate);
        }).Aggregate((best, other) =>
        {
            bool isBetter = other.ValidationAccuracy > best.ValidationAccuracy;
            (isBetter ? best : other).Dispose();
            return isBetter ? other : best;
        });

        Outcome Of(string what, string start, AcnRun run, int rows, double rate)
        {
            MulticlassClassificationMetrics metrics = run.Evaluate(run.Network, tested);
            return new Outcome(what, start, run.Epochs, (long)run.Epochs * rows, rate, metrics.MicroAccuracy, metrics.LogLoss, run.Seconds, !run.EpochEnds.Any(end => end.IsBest));
        }
    }

    /// <summary>What came of one training.</summary>
    private sealed record Outcome(string What, string Start, int Epochs, long RowsSeen, double LearningRate, double Accuracy, double LogLoss, double Seconds, bool HasInitialWeights);

    /// <summary>A network that was trained on.</summary>
    private sealed record Continued(AcnRun Initial, AcnRun Run, double LearningRate) : IDisposable
    {
        /// <summary>Of the epoch that was taken, the last that was the best so far; of the initial network where there is none.</summary>
        public double ValidationAccuracy => (Run.EpochEnds.LastOrDefault(end => end.IsBest) ?? Initial.EpochEnds.Last(end => end.IsBest)).ValidationAccuracy!.Value;

        public void Dispose() => Run.Dispose();
    }
}
