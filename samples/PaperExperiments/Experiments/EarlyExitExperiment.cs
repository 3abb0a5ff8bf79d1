using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 7: how much faster is scoring when each row leaves at the first depth that is sure of it, and what does it cost?</summary>
internal sealed class EarlyExitExperiment : Experiment
{
    private const string FullDepthLoss = "loss of the full depth";
    private const string EveryDepthLoss = "loss of every depth";
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "earlyexit";

    public override string Summary => "accuracy against measured speed-up when rows leave early through the one head (table 7)";

    public override string Method =>
        "Confidence is 1 - entropy / ln(classes). Networks are trained with the loss of the full depth alone, and with that of every depth, weighted by depth + 1 (the paper's appendix H). "
        + "Speed-up is that of scored rows per second over the same network without early exit, on the machine below, and accuracy is that of validation rows; the lowest threshold within half a point is chosen by them and measured on test rows once. "
        + "Each depth has a loss with mixer layers of the paper's authors and with texts only. All exits read the one shared head; the experiment branches looks at the paper's second way, a head of its own at each exit. The paper counts operations and prints no accuracy beside them.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) => Shared(context, _ => _kinds).Concat(
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from kind in _kinds
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context) with { PrefixLossWeight = 1 }
        select Arm(material, EveryDepthLoss, plan, size.Rows, (pool, listener) => Measure(material, Parts.Of(pool, size.Rows), plan, listener)));

    public override bool TellsOf(string measure)
        => measure.StartsWith(EarlyExitMeasure.Prefix, StringComparison.Ordinal) || measure is "test accuracy" or "training, s";

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "trained with", "test accuracy, full depth", "threshold chosen", "test accuracy there", "mean depth", "speed-up", "training, s"],
            all.Select(runs => new[]
            {
                runs.Network, LossOf(runs), runs.Mean("test accuracy", "P2"), runs.Mean(EarlyExitMeasure.Threshold, "F2"), runs.Mean(EarlyExitMeasure.TestAccuracy, "P2"),
                runs.Mean(EarlyExitMeasure.MeanDepth, "F2"), runs.Mean(EarlyExitMeasure.SpeedUp, "F2"), runs.Mean("training, s", "F0"),
            }));
        page.Paragraph($"At the paper's threshold, an entropy below {EarlyExitMeasure.PaperEntropy} nats:");
        page.Table(
            ["", "trained with", "validation accuracy, full depth", "there", "mean depth", "speed-up"],
            all.Select(runs => new[]
            {
                runs.Network, LossOf(runs), runs.Mean(EarlyExitMeasure.FullAccuracy, "P2"), runs.Mean(EarlyExitMeasure.PaperAccuracy, "P2"),
                runs.Mean(EarlyExitMeasure.PaperDepth, "F2"), runs.Mean(EarlyExitMeasure.PaperSpeedUp, "F2"),
            }));
        page.Chart(new LineChart($"{data}-speedup", $"{MaterialName.TitleOf(data)}: validation accuracy against speed-up", "speed-up", "accuracy, %", [.. all.Select(Curve)]) { HasOwnTicks = false });
        foreach (IGrouping<string, Runs> loss in all.GroupBy(LossOf).Where(_ => MaterialName.IsOfPictures(data)))
            page.ClaimAtLeast($"With early exit ACN is faster than a residual network (3.3 against 2.4 times in operations, entropy below 0.7): {loss.Key}", [.. loss], "ACN", EarlyExitMeasure.PaperSpeedUp, ["residual"], "F2");
        foreach (Runs runs in all.Where(runs => runs.Network == "ACN"))
            page.GoalFaster($"Twice the rows per second, at half a point of test accuracy: {LossOf(runs)}", runs, EarlyExitMeasure.SpeedUp, 2, "test accuracy", EarlyExitMeasure.TestAccuracy, ArmTraining.Tolerance);
    }

    private static string LossOf(Runs runs) => runs.Variant.Length == 0 ? FullDepthLoss : runs.Variant;

    private static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        ArmOutcome outcome = training.MeasureTest();
        EarlyExitMeasure.Add(outcome, training, material, parts, listener);
        return outcome;
    }

    private static LineSeries Curve(Runs runs)
    {
        LineSeries accuracy = runs.Line(EarlyExitMeasure.AccuracyByThreshold, 100), speed = runs.Line(EarlyExitMeasure.SpeedUpByThreshold, 1);
        return new LineSeries($"{runs.Network}, {LossOf(runs)}", [.. accuracy.Points.Zip(speed.Points, (y, x) => y with { X = x.Mean }).OrderBy(point => point.X)]);
    }
}
