using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Reliability.Seeds;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>How many threads should torch have in a service, where requests come on threads of their own and the machine has other work?</summary>
internal sealed class ThreadsBenchmark : Benchmark
{
    private const int Rows = 2_000;
    private const int WordsPerRow = 20;
    private const int Predictions = 1_200;

    private static readonly int[] _callers = [1, 2, 8];

    public override string Name => "threads";

    public override string Summary => "predictions of several threads at once, with one thread of torch and with as many as cores, on an idle and on a busy machine";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 5, cores = get_num_threads();
        LabelledText[] rows = [.. new SyntheticRows(arguments.Rows ?? Rows, WordsPerRow, seed: 1).Read()];
        using AcnRun run = AcnRun.Train(new AcnTextOptions { Seed = 1, Epochs = 1, ValidationFraction = 0, EarlyStopping = null }, rows, null, Say);
        report.Paragraph($"A text network with default options ({run.Network.Depth} layers x 128) on rows of {WordsPerRow} words, {rounds} rounds in turns. Other work is {cores} threads that compute all the time. Ratios are those of one round, median (lowest to highest).");
        var lines = new List<string[]>();
        // Not disposed of: that would dispose of the model.
        PredictionEngine<LabelledText, ScoredText>[] engines = [.. Enumerable.Range(0, _callers.Max()).Select(_ => run.Engine())];
        foreach (bool isBusy in new[] { false, true })
        {
            using OtherWork? other = isBusy ? new OtherWork(cores) : null;
            foreach (int callers in _callers)
            {
                Say($"{callers} callers{(isBusy ? ", other work" : string.Empty)}");
                lines.Add(Line($"PredictionEngine, {callers} at once", isBusy, Predictions, Turns.Measure(rounds, () => Predict(engines, rows, callers, 1), () => Predict(engines, rows, callers, cores))));
            }
            Say($"Transform{(isBusy ? ", other work" : string.Empty)}");
            IDataView view = run.Keyed(rows);
            lines.Add(Line("Transform", isBusy, rows.Length, Turns.Measure(rounds, () => Transform(run.Network, view, 1), () => Transform(run.Network, view, cores))));
        }
        report.Table(["", "other work", "rows/s, 1 thread of torch", $"rows/s, {cores} threads", "times as fast with 1"], lines);
    }

    private static string[] Line(string name, bool isBusy, int rows, Turns turns)
    {
        double[] times = turns.SpeedUps(0, 1);
        return [name, isBusy ? "yes" : "no", $"{rows / turns.Median(0):N0}", $"{rows / turns.Median(1):N0}", $"{times.Median():F2} ({times.Min():F2} to {times.Max():F2})"];
    }

    /// <summary>All predictions, shared among threads that have an engine each.</summary>
    private static void Predict(PredictionEngine<LabelledText, ScoredText>[] engines, LabelledText[] rows, int callers, int threads) => OnThreads(callers, threads, caller =>
    {
        for (int i = caller; i < Predictions; i += callers)
            engines[caller].Predict(rows[i % rows.Length]);
    });

    private static void Transform(AcnTransformer network, IDataView rows, int threads)
        => OnThreads(1, threads, _ => Reading.Predictions(network.Transform(rows)));

    /// <summary>Each thread takes its own count of torch's threads, which is what a thread that a host starts would do.</summary>
    private static void OnThreads(int count, int torchThreads, Action<int> action) => Threads.Run(count, thread =>
    {
        set_num_threads(torchThreads);
        action(thread);
    });

    /// <summary>Threads that keep the cores busy until they are stopped.</summary>
    private sealed class OtherWork : IDisposable
    {
        private readonly Thread[] _threads;
        private volatile bool _isStopped;

        public OtherWork(int count)
        {
            _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
            {
                while (!_isStopped)
                    Thread.SpinWait(1_000);
            }))];
            Array.ForEach(_threads, thread => thread.Start());
        }

        public void Dispose()
        {
            _isStopped = true;
            Array.ForEach(_threads, thread => thread.Join());
        }
    }
}
