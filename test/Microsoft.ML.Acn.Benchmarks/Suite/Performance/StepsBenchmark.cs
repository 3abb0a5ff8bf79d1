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
    private const double LargestDifference = 1e-4;
    private const double Float32Goal = 0.75;
    private const double AutoGoal = 2;
    private const string KeepingName = "PyTorch, 32 bits, glibc keeping its memory as ours";
    private const double PeakGoal = 0.4;

    public override string Name => "steps";

    public override string Summary => "a training step and a scored batch against PyTorch with OpenBLAS, and as a share of the machine's matrix products";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        int rounds = arguments.Rounds ?? 7, threads = get_num_threads();
        ScalarType auto = PrecisionProbe.Choose(AcnPrecision.Auto, CPU);
        report.Paragraph(
            $"Networks of 6 layers x 128 on one batch, default dropout, {threads} threads. {rounds} rounds in turns, of {StepsPerTurn} training steps (forward, backward, clipping, update) and {BatchesPerTurn} scored batches (forward and softmax) each. "
            + "G operations/s are those of the matrix products that are made: the library makes the last layer's second product for means of tokens, PyTorch's network, written plainly, for each token. PyTorch is a process of its own with the same weights and batch; it embeds by embedding_bag with sparse gradients and SparseAdam, all else by AdamW, and does not clip the table's gradients. Its logits are checked first. It runs as it comes, and once more with glibc's limits raised as the library raises them for itself. "
            + $"Auto is {(auto == ScalarType.BFloat16 ? "bfloat16 with 32-bit weights" : "32 bits")} here.");
        (double Float32, double BFloat16) peaks = Limits(report, threads);
        foreach (SpeedCase speedCase in new[] { SpeedCase.Text(), SpeedCase.Images() })
        {
            using (speedCase)
                Measure(speedCase, report, rounds, threads, auto, peaks);
        }
    }

    private static void Measure(SpeedCase speedCase, Report report, int rounds, int threads, ScalarType auto, (double Float32, double BFloat16) peaks)
    {
        Say(speedCase.Name);
        using var files = new PeerFiles();
        speedCase.Write(files, threads);
        using TorchPeer peer = Start(files.Folder, keepsMemory: false), keeping = Start(files.Folder, keepsMemory: true);
        double difference = speedCase.Logits().Zip(peer.Logits(), (own, other) => Math.Abs(own - other)).Max();
        if (difference > LargestDifference)
            throw new BenchmarkException($"{speedCase.Name}: the peer's logits differ by {difference:G3}; it is another network.");

        report.Paragraph($"## {speedCase.Name}\n\nPyTorch {peer.Version}; its logits differ by {difference:0.0E+0} at most.");
        Compare("training step", StepsPerTurn, speedCase.Train, of => of.Train, 3 * speedCase.Operations.Forward, isTraining: true);
        Compare("scored batch", BatchesPerTurn, speedCase.Score, of => of.Score, speedCase.Operations.Forward, isTraining: false);
        speedCase.Network.SetProductType(ScalarType.Float32);

        void Compare(string what, int times, Action<int> own, Func<TorchPeer, Action<int>> other, double operations, bool isTraining)
        {
            // Scores are computed in 32 bits whatever training used.
            ScalarType[] types = isTraining ? [ScalarType.Float32, auto] : [ScalarType.Float32];
            string[] names = [.. new[] { "32 bits", "Auto" }.Take(types.Length), KeepingName, "PyTorch, 32 bits"];
            Turns turns = Turns.Measure(rounds, [.. types.Select(type => (Action)(() => As(type))), () => other(keeping)(times), () => other(peer)(times)]);
            int last = names.Length - 1;
            // Whichever of PyTorch's ways is faster.
            int fastest = turns.Median(last) <= turns.Median(last - 1) ? last : last - 1;
            report.Table(
                [what, "ms (median)", "times as fast as PyTorch (lowest to highest)", "G operations/s", "share of the peak"],
                names.Select((name, i) => new[] { name, $"{turns.Median(i) / times * 1e3:F1}", i == last ? "1" : turns.SpeedUps(i, last).MedianAndRange("F2"), $"{Rate(i) / 1e9:F0}", $"{Share(i):P0}" }));
            if (isTraining)
            {
                Goal("32 bits", 0, Float32Goal);
                Goal("Auto", 1, AutoGoal);
                if (auto == ScalarType.BFloat16)
                    report.Goal($"Auto at {PeakGoal:P0} of the peak of its products", Share(1) >= PeakGoal, $"{Share(1):P0}");
            }

            double Rate(int contestant) => OperationsOf(contestant) * times / turns.Median(contestant);

            // In bfloat16 the last layer's second product is made for all tokens.
            double OperationsOf(int contestant)
                => contestant < types.Length && types[contestant] == ScalarType.Float32 ? operations - (speedCase.Operations.LeftOut(isTraining) * (isTraining ? 3 : 1)) : operations;

            double Share(int contestant) => Rate(contestant) / (contestant < types.Length && types[contestant] == ScalarType.BFloat16 ? peaks.BFloat16 : peaks.Float32);

            void Goal(string name, int contestant, double goal)
            {
                double[] speedUps = turns.SpeedUps(contestant, fastest);
                report.Goal($"{name} at least {goal} times PyTorch's speed, whichever of its ways is faster", speedUps.Median() >= goal, speedUps.MedianAndRange("F2"));
            }

            void As(ScalarType type)
            {
                speedCase.Network.SetProductType(type);
                own(times);
            }
        }
    }

    private static TorchPeer Start(string folder, bool keepsMemory)
        => TorchPeer.Start(folder, keepsMemory) ?? throw new BenchmarkException("There is no Python with PyTorch; on Debian eng/install-peers.sh installs it.");

    /// <summary>Measures the machine. Returns the best products in 32 bits, by whom ever, and in bfloat16 where that is Auto's format.</summary>
    private static (double Float32, double BFloat16) Limits(Report report, int threads)
    {
        Say("what the machine can do");
        ScalarType auto = PrecisionProbe.Choose(AcnPrecision.Auto, CPU);
        using SpeedCase texts = SpeedCase.Text(), images = SpeedCase.Images();
        using var files = new PeerFiles();
        images.Write(files, threads);
        using TorchPeer? peer = TorchPeer.Start(files.Folder);
        var rows = texts.Operations.Products.Concat(images.Operations.Products).Append(MachineLimit.Large).Distinct().Select(shape => (Shape: shape, Libtorch: MachineLimit.Product(shape, ScalarType.Float32), Pointwise: MachineLimit.Pointwise(shape), Peer: peer is null ? 0 : MachineLimit.Product(shape, peer), Auto: MachineLimit.Product(shape, auto))).ToArray();
        report.Paragraph($"Matrix products alone, G operations/s, the best of three; a multiplication and an addition are two. Memory is copied at {MachineLimit.MemoryBandwidth() / 1e9:F1} GB/s, read and written bytes together.");
        report.Table(
            ["rows x inputs x outputs", "libtorch, 32 bits", "libtorch by oneDNN, 32 bits", "PyTorch, 32 bits", $"libtorch, {(auto == ScalarType.BFloat16 ? "bfloat16" : "32 bits")}"],
            rows.Select(row => new[] { $"{row.Shape.Rows:N0} x {row.Shape.Inputs:N0} x {row.Shape.Outputs:N0}", Giga(row.Libtorch), Giga(row.Pointwise), Giga(row.Peer), Giga(row.Auto) }));
        return (rows.Max(row => Math.Max(Math.Max(row.Libtorch, row.Pointwise), row.Peer)), auto == ScalarType.BFloat16 ? rows.Max(row => row.Auto) : 0);

        static string Giga(double rate) => rate == 0 ? "-" : $"{rate / 1e9:F0}";
    }
}
