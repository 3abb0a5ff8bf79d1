using Measuring.Arms;
using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 7: how much faster is scoring when each row leaves at the first depth that is sure of it, and what does it cost?</summary>
internal sealed class EarlyExitExperiment : Experiment
{
    /// <summary>The paper's threshold: a row leaves when its entropy is below this. In nats.</summary>
    private const double PaperEntropy = 0.7;

    private const string FullDepthLoss = "loss of the full depth";
    private const string EveryDepthLoss = "loss of every depth";
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];
    private static readonly double[] _thresholds = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, double.PositiveInfinity];

    public override string Name => "earlyexit";

    public override string Summary => "accuracy against measured speed-up when rows leave early through the one head (table 7)";

    public override string Method =>
        "Confidence is 1 - entropy / ln(classes). Networks are trained with the loss of the full depth alone, and with that of every depth, weighted by depth + 1 (the paper's appendix H). "
        + "Speed-up is that of scored rows per second over the same network without early exit, on the machine below, and accuracy is that of validation rows; the lowest threshold within half a point is chosen by them and measured on test rows once. "
        + "All exits read the one shared head: the paper's second way, a branch with a head of its own at each exit, is left out, for the library has none. The paper counts operations and prints no accuracy beside them.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        from kind in _kinds
        from loss in new[] { FullDepthLoss, EveryDepthLoss }
        let size = SizeOf(material, context)
        let plan = Plan(kind, size, seed, context) with { PrefixLossWeight = loss == EveryDepthLoss ? 1 : 0 }
        select Arm(material, loss, plan, size.Rows, (pool, listener) => Measure(material, Parts.Of(pool, size.Rows), plan, listener));

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "trained with", "test accuracy, full depth", "threshold chosen", "test accuracy there", "mean depth", "speed-up", "training, s"],
            all.Select(runs => new[]
            {
                runs.Network, runs.Variant, runs.Mean("test accuracy", "P2"), runs.Mean("threshold chosen", "F2"), runs.Mean("test accuracy, early exit", "P2"),
                runs.Mean("mean depth, early exit", "F2"), runs.Mean("speed-up, early exit", "F2"), runs.Mean("training, s", "F0"),
            }));
        page.Paragraph($"At the paper's threshold, an entropy below {PaperEntropy} nats:");
        page.Table(
            ["", "trained with", "validation accuracy, full depth", "there", "mean depth", "speed-up"],
            all.Select(runs => new[]
            {
                runs.Network, runs.Variant, runs.Mean("validation accuracy", "P2"), runs.Mean("validation accuracy, paper's threshold", "P2"),
                runs.Mean("mean depth, paper's threshold", "F2"), runs.Mean("speed-up, paper's threshold", "F2"),
            }));
        page.Chart(new LineChart($"{data}-speedup", $"{data}: validation accuracy against speed-up", "speed-up", "accuracy, %", [.. all.Select(Curve)]) { HasOwnTicks = false });
        foreach (IGrouping<string, Runs> loss in all.GroupBy(runs => runs.Variant).Where(_ => data == "image"))
            page.ClaimAtLeast($"With early exit ACN is faster than a residual network (3.3 against 2.4 times in operations, entropy below 0.7): {loss.Key}", [.. loss], "ACN", "speed-up, paper's threshold", ["residual"], "F2");
    }

    private static LineSeries Curve(Runs runs)
    {
        LineSeries accuracy = runs.Line("validation accuracy by threshold", 100), speed = runs.Line("speed-up by threshold", 1);
        return new LineSeries($"{runs.Network}, {runs.Variant}", [.. accuracy.Points.Zip(speed.Points, (y, x) => y with { X = x.Mean }).OrderBy(point => point.X)]);
    }

    private static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        double paper = 1 - (PaperEntropy / Math.Log(material.Classes));
        listener.Live(1, "early exit");
        AcnEarlyExitProfile profile = training.Network.ProfileEarlyExit(training.Keyed(parts.Validation), AcnConfidence.Entropy, _thresholds.Append(Math.Max(paper, 0)));
        AcnEarlyExitResult full = profile.First(result => double.IsPositiveInfinity(result.Threshold)), atPaper = profile[^1];
        double threshold = profile.LowestThresholdWithin(ArmTraining.Tolerance);
        AcnEarlyExitResult chosen = profile.First(result => result.Threshold.Equals(threshold));
        using AcnTransformer early = training.Network.WithEarlyExit(threshold, AcnConfidence.Entropy);

        ArmOutcome outcome = training.MeasureTest();
        outcome.Figures["threshold chosen"] = threshold;
        outcome.Figures["test accuracy, early exit"] = training.Evaluate(parts.Test, early).MicroAccuracy;
        outcome.Figures["mean depth, early exit"] = chosen.MeanDepth;
        outcome.Figures["speed-up, early exit"] = SpeedUp(chosen);
        outcome.Figures["validation accuracy"] = full.Accuracy;
        outcome.Figures["validation accuracy, paper's threshold"] = atPaper.Accuracy;
        outcome.Figures["mean depth, paper's threshold"] = atPaper.MeanDepth;
        outcome.Figures["speed-up, paper's threshold"] = SpeedUp(atPaper);
        AcnEarlyExitResult[] curve = [.. profile.Take(_thresholds.Length)];
        outcome.Series["threshold"] = _thresholds;
        outcome.Series["validation accuracy by threshold"] = [.. curve.Select(result => result.Accuracy)];
        outcome.Series["mean depth by threshold"] = [.. curve.Select(result => result.MeanDepth)];
        outcome.Series["speed-up by threshold"] = [.. curve.Select(SpeedUp)];
        return outcome;

        double SpeedUp(AcnEarlyExitResult result) => result.RowsPerSecond / full.RowsPerSecond;
    }
}
