using System.Globalization;
using Measuring.Arms;
using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Figure 7: how accurate are networks of which ever more weights are pruned, by magnitude and by movement?</summary>
internal sealed class PruningExperiment : Experiment
{
    private const int High = 3;

    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "pruning";

    public override string Summary => "accuracy by sparsity of ACN and residual networks, pruned by magnitude and movement (figure 7)";

    public override string Method =>
        $"Each network is trained, and then for each sparsity and criterion fine-tuned anew from there on for {PruningMeasure.Epochs} epochs at half of its learning rate, in which its layers' weights are pruned along a cubic curve; sparsity 0 is fine-tuning alone. "
        + "The embedding and the head stay as they are. Validation rows choose among the epochs that end with all pruned. The paper prunes a pre-trained text encoder, with many more epochs. "
        + "To stay within 40 core-minutes, this keeps 5,000 pictures and 6 epochs, or 6,000 texts and 4 epochs, of what the depth experiment trains on: both kinds of network are further from their best than there.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from kind in _kinds
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context)
        select Arm(material, "pruned", plan, size.Rows, (pool, listener) => Measure(material, Parts.Of(pool, size.Rows), plan, listener));

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] kinds = measured.ByNetwork(data);
        foreach (AcnPruningCriterion criterion in Enum.GetValues<AcnPruningCriterion>())
        {
            string series = PruningMeasure.TestAccuracy(criterion), word = criterion.ToString().ToLowerInvariant();
            page.Paragraph($"Test accuracy after pruning by {word}:");
            page.Table(
                ["sparsity", .. kinds.Select(runs => runs.Network)],
                PruningMeasure.Sparsities.Select((sparsity, index) => (string[])[Percent(sparsity), .. kinds.Select(runs => runs.MeanOf(series, index, "P2"))]));
            page.Chart(new LineChart($"{data}-{word}", $"{MaterialName.TitleOf(data)}: pruned by {word}", "sparsity, %", "test accuracy, %", [.. kinds.Select(runs => OverSparsity(runs.Line(series, 100)))]));
            Claims(page, kinds, series, word);
        }
    }

    protected override ExperimentSize FullSize(Material material) => MaterialName.IsOfPictures(material.Name)
        ? new ExperimentSize(new PartSizes(5_000, 1_500, 10_000), Epochs: 6)
        : new ExperimentSize(new PartSizes(6_000, 1_500, 8_000), Epochs: 4);

    private static void Claims(ReportPage page, Runs[] kinds, string series, string word)
    {
        if (kinds.FirstOrDefault(runs => runs.Network == NetworkKind.Acn.Name) is not { } acn || kinds.FirstOrDefault(runs => runs.Network == NetworkKind.Residual.Name) is not { } residual)
            return;
        double[] ahead = [.. PruningMeasure.Sparsities.Select((_, index) => acn.AverageOf(series, index) - residual.AverageOf(series, index))];
        string figures = string.Join("; ", ahead.Select((points, index) => string.Create(CultureInfo.InvariantCulture, $"{Percent(PruningMeasure.Sparsities[index])}: {points * 100:+0.00;-0.00}")));
        page.Claim($"Pruned by {word}, ACN is more accurate than a residual network at every sparsity (a plot only)", $"points ahead at {figures}", ahead.Skip(1).All(points => points > 0));
        page.Claim($"Pruned by {word}, ACN is ahead most at high sparsity", $"points ahead at {figures}", ahead.Skip(High).Average() > ahead.Take(High).Average());
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    private static LineSeries OverSparsity(LineSeries line)
        => line with { Points = [.. line.Points.Select((point, index) => point with { X = 100 * PruningMeasure.Sparsities[index] })] };

    private static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        ArmOutcome outcome = training.MeasureTest();
        PruningMeasure.Add(outcome, training, parts, plan.OptionsFor(material, isChosen: true), listener);
        return outcome;
    }
}
