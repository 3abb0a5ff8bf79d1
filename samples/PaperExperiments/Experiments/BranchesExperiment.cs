using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 7: is an early exit better off with a head of its own than with the one that all share?</summary>
internal sealed class BranchesExperiment : Experiment
{
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];
    private static readonly (string Name, string Figures)[] _heads = [("the one head", BranchesMeasure.Shared), ("a head each", BranchesMeasure.Own)];

    private static readonly (string Figure, string Format)[] _columns =
    [
        (BranchesMeasure.FullAccuracy, "P2"), (BranchesMeasure.Threshold, "F2"), (BranchesMeasure.TestAccuracy, "P2"), (BranchesMeasure.MeanDepth, "F2"),
        (BranchesMeasure.SpeedUp, "F2"), (BranchesMeasure.PaperAccuracy, "P2"), (BranchesMeasure.PaperSpeedUp, "F2"),
    ];

    public override string Name => "branches";

    public override string Summary => "early exits with a head each beside exits through the one head (table 7)";

    public override string Method =>
        "Networks are trained with the loss of the full depth. Then each depth gets a head of its own: multinomial logistic regression (LbfgsMaximumEntropy of ML.NET with its defaults) on the features that AcnFeatures gives there, standardised, of all training rows; the layers are not trained with it. "
        + "Confidence is 1 - entropy / ln(classes); validation rows choose the lowest threshold within half a point of the full depth of the same heads. "
        + "For both kinds of heads speed-up is computed, not measured, from the measured rows per second of each depth and the depths at which rows leave; what the reading of a head at every depth costs, and the shrinking of batches, is not in it. The page of earlyexit measures the one head's.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from kind in _kinds
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context)
        select Arm(material, Name, plan, size.Rows, (pool, listener) => Measure(material, Parts.Of(pool, size.Rows), plan, listener));

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "exits read", "test accuracy, full depth", "threshold chosen", "test accuracy there", "mean depth", "speed-up", "at the paper's threshold: test accuracy", "speed-up"],
            from runs in all
            from head in _heads
            select (string[])[runs.Network, head.Name, .. _columns.Select(column => runs.Mean(head.Figures + column.Figure, column.Format))]);
        page.Paragraph("Test accuracy of each depth by itself:");
        page.Table(
            ["layers", .. all.SelectMany(runs => _heads.Select(head => $"{runs.Network}, {head.Name}"))],
            Enumerable.Range(0, all.Min(runs => runs.LengthOf(BranchesMeasure.Own + BranchesMeasure.AccuracyByDepth)))
                .Select(depth => (string[])[$"{depth}", .. all.SelectMany(runs => _heads.Select(head => runs.MeanOf(head.Figures + BranchesMeasure.AccuracyByDepth, depth, "P2")))]));
        page.Chart(new LineChart(
            $"{data}-depth",
            $"{MaterialName.TitleOf(data)}: test accuracy by depth",
            "layers",
            "accuracy, %",
            [.. all.SelectMany(runs => _heads.Select(head => runs.Line(head.Figures + BranchesMeasure.AccuracyByDepth, 100) with { Name = $"{runs.Network}, {head.Name}" }))]));
        foreach (Runs runs in all.Where(runs => runs.Network == NetworkKind.Acn.Name))
        {
            foreach ((string name, string figures) in _heads)
                page.GoalFaster($"Twice as fast, at half a point of test accuracy: {name}", runs, figures + BranchesMeasure.SpeedUp, 2, figures + BranchesMeasure.FullAccuracy, figures + BranchesMeasure.TestAccuracy, ArmTraining.Tolerance);
        }
    }

    private static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        ArmOutcome outcome = training.MeasureTest();
        BranchesMeasure.Add(outcome, training, material, parts, listener);
        return outcome;
    }
}
