using System.Text.RegularExpressions;
using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Batches through Transform against single rows through PredictionEngine: speed, and whether the scores agree.</summary>
internal sealed partial class ScoringBenchmark : Benchmark
{
    private const double SpeedGoal = 4;
    private const double DifferenceGoal = 1e-5;
    private const int TrainingRows = 20_000;

    public override string Name => "scoring";

    public override string Summary => "8,000 rows through Transform against one by one through PredictionEngine: speed and equality of scores";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        LabelledText[] train = [.. glosses.Train.Take(arguments.Rows ?? TrainingRows)];
        // Eight plain words are eight tokens, whatever the splitter does with marks: no padding in any batch of such rows.
        LabelledText[] equal = [.. glosses.Train.Where(row => EightWords().IsMatch(row.Text)).Take(2_000)];
        report.Paragraph($"Default options, trained for {arguments.Epochs ?? 1} epoch(s) on {train.Length:N0} WordNet glosses (how well it does makes no difference here). {glosses.Test.Count:N0} rows of any length; {equal.Length:N0} rows of 8 words, which need no padding. Differences are those of a class's probability, the largest over all rows and classes.");

        var rows = new List<string[]>();
        var goals = new List<(string Goal, bool IsReached, string Measured)>();
        foreach (AcnPrecision precision in new[] { AcnPrecision.Float32, AcnPrecision.BFloat16 })
        {
            using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Epochs = arguments.Epochs ?? 1, Precision = precision }, train, null, text => Say($"{precision}: {text}"));
            using PredictionEngine<LabelledText, ScoredText> engine = run.Engine();
            IDataView batched = run.Model.Transform(run.View(glosses.Test));
            Turns times = Turns.Measure(
                arguments.Rounds ?? 5,
                () => _ = OneByOne(engine, glosses.Test).Count(),
                () => _ = Scores(batched).Count());

            double[] speedUps = times.SpeedUps(1, 0);
            (double any, _) = Compare(OneByOne(engine, glosses.Test), Scores(batched));
            (double unpadded, double bitEqual) = Compare(OneByOne(engine, equal), Scores(run.Model.Transform(run.View(equal))));
            rows.Add([$"{precision}", $"{glosses.Test.Count / times.Median(0):N0}", $"{glosses.Test.Count / times.Median(1):N0}", speedUps.MedianAndRange("F1"), $"{any:0.0E+0}", $"{unpadded:0.0E+0}", $"{bitEqual:P1}"]);
            goals.Add(($"{precision}: Transform at least {SpeedGoal} times as fast", speedUps.Median() >= SpeedGoal, $"{speedUps.Median():F1} times, the median"));
            goals.Add(($"{precision}: bit-equal scores without padding", bitEqual == 1, $"{bitEqual:P1} of rows"));
            if (precision == AcnPrecision.Float32)
                goals.Add(($"{precision}: scores within {DifferenceGoal:0E+0} with padding", any <= DifferenceGoal, $"{any:0.0E+0}"));
        }
        report.Table(["precision", "PredictionEngine, rows/s", "Transform, rows/s", "times as fast", "difference", "difference, 8 words", "bit-equal rows, 8 words"], rows);
        foreach ((string goal, bool isReached, string measured) in goals)
            report.Goal(goal, isReached, measured);
    }

    private static IEnumerable<float[]> OneByOne(PredictionEngine<LabelledText, ScoredText> engine, IEnumerable<LabelledText> rows)
        => rows.Select(row => engine.Predict(row).Score);

    private static IEnumerable<float[]> Scores(IDataView scored) => scored.GetColumn<float[]>("Score");

    /// <summary>The largest difference of two probabilities, and the share of rows that are equal to the bit.</summary>
    private static (double Largest, double EqualShare) Compare(IEnumerable<float[]> first, IEnumerable<float[]> second)
    {
        (double largest, int equal, int rows) = (0, 0, 0);
        foreach ((float[] a, float[] b) in first.Zip(second))
        {
            rows++;
            equal += a.AsSpan().SequenceEqual(b) ? 1 : 0;
            largest = Math.Max(largest, a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max());
        }
        return (largest, (double)equal / rows);
    }

    [GeneratedRegex(@"^[a-z]+( [a-z]+){7}$")]
    private static partial Regex EightWords();
}
