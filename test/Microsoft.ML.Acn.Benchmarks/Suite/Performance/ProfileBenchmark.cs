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
        OperationTime[] times = [.. operations.All().Select(operation => operation.Measure(StepsMeasured, operations.ClearGradients))];
        double forward = times.Sum(time => time.Scoring), training = times.Sum(time => time.Forward + time.Backward + time.Update);
        bool isScored = type == ScalarType.Float32;
        report.Paragraph($"## {speedCase.Name}, {(isScored ? "32 bits" : "products in bfloat16; scores are computed in 32 bits whatever training used")}");
        report.Table(
            WithScoring("", "times a step", "training: forward", "backward", "update", "share of the step", "scoring"),
            [
                .. times.Select(time => WithScoring(time.Name, $"{time.Times}", Text(time.Forward), Text(time.Backward), Text(time.Update), $"{(time.Forward + time.Backward + time.Update) / step:P0}", Text(time.Scoring))),
                WithScoring("all of these", string.Empty, Text(times.Sum(time => time.Forward)), Text(times.Sum(time => time.Backward)), Text(times.Sum(time => time.Update)), $"{training / step:P0}", Text(forward)),
                WithScoring("the whole, measured", string.Empty, string.Empty, string.Empty, string.Empty, $"{step:F1} ms", Text(scored)),
                WithScoring("not in the lines above", string.Empty, string.Empty, string.Empty, string.Empty, $"{(step - training) / step:P0}", Text(scored - forward)),
            ]);

        string[] WithScoring(params string[] cells) => isScored ? cells : cells[..^1];
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

    private static string Text(double milliseconds) => milliseconds == 0 ? string.Empty : $"{milliseconds:F2}";
}
