using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Benchmarks.Peers;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Training steps and scored batches beside the same network in plain PyTorch, and beside what the machine can do.</summary>
internal sealed class StepsBenchmark : Benchmark
{
    private const int StepsPerTurn = 12;
    private const int BatchesPerTurn = 40;
    private const double LargestDifference = 1e-3;
    private const double Float32Goal = 0.75;
    private const double AutoGoal = 2;
    private const double PeakGoal = 0.4;

    public override string Name => "steps";

    public override string Summary => "a training step and a scored batch against PyTorch with OpenBLAS, and as a share of the machine's matrix products";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 7, threads = get_num_threads();
        ScalarType auto = PrecisionProbe.Choose(AcnPrecision.Auto, CPU);
        report.Paragraph(
            $"Networks of 6 layers x 128 on one batch, default dropout, {threads} threads. {rounds} rounds in turns, of {StepsPerTurn} training steps (forward, backward, clipping, update) and {BatchesPerTurn} scored batches (forward and softmax) each. "
            + "PyTorch is a process of its own with the same weights and batch; it embeds by embedding_bag with sparse gradients and SparseAdam, all else by AdamW, and does not clip the table's gradients. Its logits are checked first. "
            + $"Auto is {(auto == ScalarType.BFloat16 ? "bfloat16 with 32-bit weights" : "32 bits")} here.");
        double[] peaks = Limits(report, threads);
        foreach (SpeedCase speedCase in new[] { SpeedCase.Text(), SpeedCase.Images() })
        {
            using (speedCase)
                Measure(speedCase, report, rounds, threads, auto, peaks);
        }
    }

    private static void Measure(SpeedCase speedCase, Report report, int rounds, int threads, ScalarType auto, double[] peaks)
    {
        Say(speedCase.Name);
        using var files = new PeerFiles();
        speedCase.Write(files, threads);
        using TorchPeer peer = TorchPeer.Start(files.Folder) ?? throw new BenchmarkException("There is no Python with PyTorch; on Debian eng/install-peers.sh installs it.");
        double difference = speedCase.Logits().Zip(peer.Logits(), (own, other) => Math.Abs(own - other)).Max();
        if (difference > LargestDifference)
            throw new BenchmarkException($"{speedCase.Name}: the peer's logits differ by {difference:G3}; it is another network.");

        report.Paragraph($"## {speedCase.Name}\n\nPyTorch {peer.Version}; its logits differ by {difference:0.0E+0} at most.");
        foreach ((string what, int times, Action<int> own, Action<int> other, double operations) in new (string, int, Action<int>, Action<int>, double)[]
        {
            ("training step", StepsPerTurn, speedCase.Train, peer.Train, 3 * speedCase.ForwardOperations),
            ("scored batch", BatchesPerTurn, speedCase.Score, peer.Score, speedCase.ForwardOperations),
        })
        {
            bool isTraining = times == StepsPerTurn;
            // Scores are computed in 32 bits whatever training used.
            Turns turns = isTraining
                ? Turns.Measure(rounds, () => As(ScalarType.Float32), () => As(auto), () => other(times))
                : Turns.Measure(rounds, () => As(ScalarType.Float32), () => other(times));
            int last = turns.Seconds.Length - 1;
            string[] names = isTraining ? ["32 bits", "Auto", "PyTorch, 32 bits"] : ["32 bits", "PyTorch, 32 bits"];
            report.Table(
                [what, "ms (median)", "times as fast as PyTorch (lowest to highest)", "G operations/s", "share of the peak"],
                names.Select((name, i) =>
                {
                    double rate = operations * times / turns.Median(i);
                    return new[] { name, $"{turns.Median(i) / times * 1e3:F1}", i == last ? "1" : Times(turns.SpeedUps(i, last)), $"{rate / 1e9:F0}", $"{rate / (i == 1 && isTraining ? peaks[1] : peaks[0]):P0}" };
                }));
            if (isTraining)
            {
                report.Goal($"32 bits at least {Float32Goal} times PyTorch's speed", turns.SpeedUps(0, last).Median() >= Float32Goal, Times(turns.SpeedUps(0, last)));
                report.Goal($"Auto at least {AutoGoal} times PyTorch's 32 bits", turns.SpeedUps(1, last).Median() >= AutoGoal, Times(turns.SpeedUps(1, last)));
                double share = operations * times / turns.Median(1) / peaks[1];
                report.Goal($"Auto at {PeakGoal:P0} of the peak of its products", share >= PeakGoal, $"{share:P0}");
            }

            void As(ScalarType type)
            {
                speedCase.Network.SetProductType(type);
                own(times);
            }
        }
        speedCase.Network.SetProductType(ScalarType.Float32);
    }

    /// <summary>Measures the machine. Returns the best products in 32 bits, by whom ever, and in Auto's format.</summary>
    private static double[] Limits(Report report, int threads)
    {
        Say("what the machine can do");
        ScalarType auto = PrecisionProbe.Choose(AcnPrecision.Auto, CPU);
        using SpeedCase any = SpeedCase.Images();
        using var files = new PeerFiles();
        any.Write(files, threads);
        using TorchPeer? peer = TorchPeer.Start(files.Folder);
        var rows = MachineLimit.Shapes.Select(shape => (Shape: shape, Libtorch: MachineLimit.Product(shape, ScalarType.Float32), Pointwise: MachineLimit.Pointwise(shape), Peer: peer is null ? 0 : MachineLimit.Product(shape, peer), Auto: MachineLimit.Product(shape, auto))).ToArray();
        report.Paragraph($"Matrix products alone, G operations/s, the best of three; a multiplication and an addition are two. Memory is copied at {MachineLimit.MemoryBandwidth() / 1e9:F1} GB/s, read and written bytes together.");
        report.Table(
            ["rows x inputs x outputs", "libtorch, 32 bits", "libtorch by oneDNN, 32 bits", "PyTorch with OpenBLAS, 32 bits", $"libtorch, {(auto == ScalarType.BFloat16 ? "bfloat16" : "32 bits")}"],
            rows.Select(row => new[] { $"{row.Shape.Rows:N0} x {row.Shape.Inputs:N0} x {row.Shape.Outputs:N0}", Giga(row.Libtorch), Giga(row.Pointwise), Giga(row.Peer), Giga(row.Auto) }));
        return [rows.Max(row => Math.Max(Math.Max(row.Libtorch, row.Pointwise), row.Peer)), rows.Max(row => row.Auto)];

        static string Giga(double rate) => rate == 0 ? "-" : $"{rate / 1e9:F0}";
    }

    private static string Times(double[] speedUps) => $"{speedUps.Median():F2} ({speedUps.Min():F2} to {speedUps.Max():F2})";
}
