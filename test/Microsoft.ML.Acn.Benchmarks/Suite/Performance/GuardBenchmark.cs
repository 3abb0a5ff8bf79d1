using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>
/// Ratios that no noise of a machine explains, on made-up rows: what continuous integration looks at. The margins are wide; the other benchmarks
/// measure the same things well.
/// </summary>
internal sealed class GuardBenchmark : Benchmark
{
    private const int Rows = 2_000;
    private const int WordsPerRow = 12;
    private const double LazyRowsMargin = 2;
    private const double BatchedMargin = 1.5;
    private const double DepthMargin = 1.7;
    private const double BytesPerRowMargin = 600;

    public override string Name => "guard";

    public override string Summary => "ratios with wide margins, in under two minutes; exit code 1 if one is missed";

    public override bool IsCheck => true;

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 3;
        // A second thread of torch's waits for the first in a loop, and the first for it: on a busy machine longer than they work, which no margin covers.
        set_num_threads(1);
        LabelledText[] rows = [.. new SyntheticRows(arguments.Rows ?? Rows, WordsPerRow, seed: 1).Read()];
        Say("rows of the table");
        using (var small = new SteppedNetwork(rows, 1 << 14))
        using (var large = new SteppedNetwork(rows, 1 << 19))
        {
            double steps = Turns.Measure(rounds, () => large.Steps(5), () => small.Steps(5)).SpeedUps(1, 0).Median();
            report.Goal($"a step with a table 32 times as large takes at most {LazyRowsMargin} times as long", steps <= LazyRowsMargin, $"{steps:F2} times");
        }

        Say("scoring");
        using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Threads = 1, Epochs = 1, Layers = 6, ValidationFraction = 0, EarlyStopping = null }, rows, null, Say);
        using AcnTransformer cut = run.Network.Truncate(1);
        using PredictionEngine<LabelledText, ScoredText> engine = run.Engine();
        LabelledText[] some = [.. rows.Take(rows.Length / 4)];
        IDataView all = run.Keyed(rows), few = run.Keyed(some);

        double batched = Turns.Measure(rounds, () => Array.ForEach(some, row => engine.Predict(row)), () => Read(run.Network, few)).SpeedUps(1, 0).Median();
        report.Goal($"Transform is at least {BatchedMargin} times as fast as one row after another", batched >= BatchedMargin, $"{batched:F2} times");
        double depths = Turns.Measure(rounds, () => Read(run.Network, all), () => Read(cut, all)).SpeedUps(1, 0).Median();
        report.Goal($"1 of 6 layers scores at least {DepthMargin} times as fast as all", depths >= DepthMargin, $"{depths:F2} times");

        // The difference leaves out what a cursor costs once, whatever the rows.
        double perRow = (Allocated(() => Read(cut, all)) - Allocated(() => Read(cut, few))) / (double)(rows.Length - some.Length);
        report.Goal($"at most {BytesPerRowMargin:N0} managed bytes per scored row", perRow <= BytesPerRowMargin, $"{perRow:N0} bytes");
    }

    private static void Read(AcnTransformer network, IDataView rows) => Reading.Predictions(network.Transform(rows));

    /// <summary>Bytes that all threads of the process allocate.</summary>
    private static long Allocated(Action action)
    {
        action();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        action();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
