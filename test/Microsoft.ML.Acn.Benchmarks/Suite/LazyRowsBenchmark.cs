using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Does a training step cost more when the embedding table is larger? It should not: it updates the rows that it touches.</summary>
internal sealed class LazyRowsBenchmark : Benchmark
{
    private const int SmallTable = 1 << 14;
    private const int LargeTable = 1 << 20;
    private const double Goal = 0.1;
    private const int StepsPerRound = 30;
    private const int Rows = 20_000;

    public override string Name => "lazyrows";

    public override string Summary => "time of a training step with 2^14 and with 2^20 rows of character n-grams, on the same batches";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        TextSplit glosses = WordNet.NounGlosses(arguments.DataFolder, Say);
        LabelledText[] train = [.. glosses.Train.Take(arguments.Rows ?? Rows)];
        using var small = new SteppedNetwork(train, SmallTable);
        using var large = new SteppedNetwork(train, LargeTable);
        int rounds = arguments.Rounds ?? 9;
        Say($"{rounds} rounds of {StepsPerRound} steps each");
        Turns times = Turns.Measure(rounds, () => large.Steps(StepsPerRound), () => small.Steps(StepsPerRound));
        double[] longer = times.SpeedUps(1, 0);

        report.Paragraph($"{train.Length:N0} WordNet glosses, {rounds} rounds in turns of {StepsPerRound} steps on identical batches (words hidden at random included); a step is building the batch, forward, backward and update. Between steps of an epoch nothing looks at the whole table; once an epoch the decay of all rows is made up for, which is in the last column.");
        report.Table(
            ["n-gram rows", "table, MB", "ms per step (median)", "rows touched by a step", "end of epoch, ms"],
            [Row(SmallTable, small, times.Median(1)), Row(LargeTable, large, times.Median(0))]);
        report.Goal($"within {Goal:P0} of each other", Math.Abs(longer.Median() - 1) <= Goal, $"the large table takes {longer.MedianAndRange("F3")} times as long");
    }

    private static string[] Row(int table, SteppedNetwork network, double seconds)
        => [$"{table:N0}", $"{network.TableBytes / 1e6:F0}", $"{seconds / StepsPerRound * 1e3:F1}", $"{network.TouchedPerStep:N0}", $"{network.SettleMilliseconds():F1}"];
}
