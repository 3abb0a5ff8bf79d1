using Measuring;
using Microsoft.ML.Acn.Benchmarks.Harness;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Where does a training step go, and where a scored batch? Each kind of operation by itself, on the shapes of the step.</summary>
internal sealed class ProfileBenchmark : Benchmark
{
    private const int StepsMeasured = 15;

    public override string Name => "profile";

    public override string Summary => "where a training step and a scored batch go, per kind of operation";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        report.Paragraph($"6 layers x 128 on one batch, {get_num_threads()} threads; milliseconds, medians of {StepsMeasured}. Each kind of operation is run by itself on the shapes that it has in the step, as often as the step has it; the step as a whole is measured too, and the difference of the two, which caches and small operations make, is the last line.");
        foreach (ScalarType type in new[] { ScalarType.Float32, PrecisionProbe.Choose(AcnPrecision.Auto, CPU) }.Distinct())
        {
            foreach (SpeedCase speedCase in new[] { SpeedCase.Text(), SpeedCase.Images() })
            {
                using (speedCase)
                    Measure(speedCase, type, report);
            }
        }
    }

    private static void Measure(SpeedCase speedCase, ScalarType type, Report report)
    {
        Say($"{speedCase.Name}, {type}");
        speedCase.Network.SetProductType(type);
        double step = Milliseconds(() => speedCase.Train(1)), scored = Milliseconds(() => speedCase.Score(1));
        using var operations = new StepOperations(speedCase, type);
        bool isScored = type == ScalarType.Float32;
        OperationTime[] times = [.. operations.All().Select(operation => operation.Measure(StepsMeasured, operations.ClearGradients)).Where(time => time.Training > 0 || (isScored && time.Scoring > 0))];
        double forward = times.Sum(time => time.Scoring), training = times.Sum(time => time.Training), peak = MachineLimit.Fastest(speedCase.Operations.Products, type);
        report.Paragraph($"## {speedCase.Name}, {(isScored ? "32 bits" : "products in bfloat16; scores are computed in 32 bits whatever training used")}\n\nThe fastest product of the machine, of the network's shapes and one large one: {peak / 1e9:F0} G operations/s.");
        report.Table(
            WithScoring("", "times a step", "training: forward", "backward", "update", "share of the step", "share of the fastest product", "times a scored batch", "scoring"),
            [
                .. times.Select(time => WithScoring(time.Operation.Name, Count(time.Operation.Times), Text(time.Forward), Text(time.Backward), Text(time.Update), Share(time.Training / step), Share(time.Rate / peak), time.Scoring == 0 ? string.Empty : Count(time.Operation.TimesScored), Text(time.Scoring))),
                WithScoring("all of these", string.Empty, Text(times.Sum(time => time.Forward)), Text(times.Sum(time => time.Backward)), Text(times.Sum(time => time.Update)), Share(training / step), string.Empty, string.Empty, Text(forward)),
                WithScoring("the whole, measured", string.Empty, string.Empty, string.Empty, string.Empty, $"{step:F1} ms", Share(3 * (speedCase.Operations.Forward - (isScored ? speedCase.Operations.LeftOut(isTraining: true) : 0)) / (step / 1e3) / peak), string.Empty, Text(scored)),
                WithScoring("not in the lines above", string.Empty, string.Empty, string.Empty, string.Empty, $"{(step - training) / step:P0}", string.Empty, string.Empty, Text(scored - forward)),
            ]);

        string[] WithScoring(params string[] cells) => isScored ? cells : cells[..^2];
    }

    internal static double Milliseconds(Action action)
    {
        double[] times = new double[StepsMeasured];
        action();
        for (int i = 0; i < times.Length; i++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            action();
            times[i] = clock.Elapsed.TotalMilliseconds;
        }
        return times.Median();
    }

    private static string Count(int times) => times == 0 ? string.Empty : $"{times}";

    private static string Share(double share) => share == 0 ? string.Empty : $"{share:P0}";

    private static string Text(double milliseconds) => milliseconds == 0 ? string.Empty : $"{milliseconds:F2}";
}
