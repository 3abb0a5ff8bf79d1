using System.Diagnostics;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Reliability.Seeds;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>Do predictions, cursors and fits on many threads at once give what they give alone?</summary>
internal sealed class ConcurrencyBenchmark : Benchmark
{
    private const int UsualThreads = 8;
    private const int UsualPredictions = 100_000;
    private const int Passes = 20;
    private const int Disposals = 200;
    private const int FitRounds = 5;

    public override string Name => "concurrency";

    public override string PageName => "reliability-concurrency";

    public override string Summary => "predictions, cursors, disposals and fits on many threads beside one; exit code 1 at a difference";

    public override bool IsCheck => true;

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int threads = arguments.Threads ?? UsualThreads, predictions = arguments.Predictions ?? UsualPredictions;
        // As a server would that predicts on many threads: threads of torch's own that wait in loops would take the processor from the others.
        set_num_threads(1);
        using Tensor random = TorchSharp.torch.random.get_rng_state();
        int count = get_num_threads();
        var rows = new List<string[]>();
        using SharedModel text = new("text", SeedOptions.Text()), vector = new("vector", SeedOptions.Vector()), mixer = new("mixer", SeedOptions.Image(AcnImageArchitecture.MlpMixer, AcnImageStem.Convolutional));
        long wrong = 0;
        foreach (SharedModel model in new[] { text, vector, mixer })
        {
            Say($"predictions, {model.Name}");
            rows.Add(Measured($"{model.Name}: a PredictionEngine on each thread", threads, (long)threads * predictions, () => wrong += Predict(model, threads, predictions)));
        }
        Say("cursors");
        rows.Add(Measured($"text: {Passes} passes of Transform on each thread, cursors open at once, rows", threads, (long)threads * Passes * text.Rows.Length, () => wrong += Read(text, threads)));
        Say("disposals");
        long ended = 0;
        rows.Add(Measured($"text: a disposal while {threads} threads score, times", threads + 1, Disposals, () => wrong += Dispose(text, threads, ref ended)));
        Say("fits");
        rows.Add(Measured("text: fits at once, the saved models' bytes beside those of fits alone", threads, FitRounds * threads, () => wrong += Fit(threads)));
        report.Paragraph($"Small models of {text.Rows.Length} rows; every answer is compared, bit by bit, with that of one thread alone. Of the threads that scored while their model was disposed of, {ended:N0} of {Disposals * threads:N0} ended with an ObjectDisposedException, all others with right answers.");
        report.Table(["", "threads", "in all", "a second"], rows);
        report.Goal($"{threads} threads x {predictions:N0} predictions, cursors, disposals and fits equal to those of one thread", wrong == 0, $"{wrong:N0} differences");
        using Tensor after = TorchSharp.torch.random.get_rng_state();
        bool isKept = get_num_threads() == count && is_grad_enabled() && after.data<byte>().ToArray().AsSpan().SequenceEqual(random.data<byte>().ToArray());
        report.Goal("torch's random state, thread count and gradient mode are left as they were", isKept, isKept ? "they are" : "they are not");
    }

    private static string[] Measured(string what, int threads, long items, Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return [what, $"{threads}", $"{items:N0}", $"{items / clock.Elapsed.TotalSeconds:N0}"];
    }

    private static long Predict(SharedModel model, int threads, int predictions)
    {
        long wrong = 0;
        Threads.Run(threads, thread =>
        {
            using PredictionEngine<SeedRow, SeedAnswer> engine = model.Engine();
            long own = 0;
            for (int i = 0; i < predictions; i++)
            {
                int row = (i + (37 * thread)) % model.Rows.Length;
                own += SharedModel.AreSame(model.Answers[row], engine.Predict(model.Rows[row]).Score) ? 0 : 1;
            }
            Interlocked.Add(ref wrong, own);
        });
        return wrong;
    }

    private static long Read(SharedModel model, int threads)
    {
        long wrong = 0;
        Threads.Run(threads, _ =>
        {
            for (int pass = 0; pass < Passes; pass++)
                Interlocked.Add(ref wrong, model.Differences(model.Network));
        });
        return wrong;
    }

    private static long Dispose(SharedModel model, int threads, ref long ended)
    {
        long wrong = 0, exceptions = 0;
        for (int round = 0; round < Disposals; round++)
        {
            AcnTransformer copy = model.Network.Truncate(model.Network.Depth);
            Threads.Run(threads + 1, thread =>
            {
                if (thread == threads)
                {
                    Thread.Sleep(round % 7);
                    copy.Dispose();
                    return;
                }
                try
                {
                    for (int pass = 0; pass < 10; pass++)
                        Interlocked.Add(ref wrong, model.Differences(copy));
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref exceptions);
                }
            });
        }
        ended = exceptions;
        return wrong;
    }

    private static long Fit(int threads)
    {
        byte[][] alone = [.. Enumerable.Range(0, threads).Select(FitOnce)];
        long wrong = 0;
        for (int round = 0; round < FitRounds; round++)
        {
            Threads.Run(threads, thread =>
            {
                if (!FitOnce(thread).AsSpan().SequenceEqual(alone[thread]))
                    Interlocked.Increment(ref wrong);
            });
        }
        return wrong;
    }

    private static byte[] FitOnce(int seed)
    {
        var context = new MLContext(seed: 1);
        IDataView data = SeedRow.View(context, SeedRow.Make(60, seed: 1));
        using AcnTransformer model = SeedTraining.FitText(context, data, options => options.Seed = seed);
        return SeedTraining.Save(context, model, data);
    }
}
