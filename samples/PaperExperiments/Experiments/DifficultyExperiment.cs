using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Figure 4: do easier tasks, of fewer classes, keep fewer layers?</summary>
internal sealed class DifficultyExperiment : Experiment
{
    private static readonly int[] _classes = [2, 5, 10];
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "difficulty";

    public override string Summary => "layers kept at a tolerance of half a point for 2, 5 and 10 classes (figure 4)";

    public override string Method =>
        "The first 2, 5 and 10 classes of the data, the same number of training rows and epochs for each; the validation rows choose the epoch and the depth. "
        + "The paper has 16 mixer layers on CIFAR-10 and reads the depth off the test set; this has 6 layers and chooses by validation rows.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from classes in _classes
        from kind in _kinds
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context)
        select Arm(material, $"{classes} classes", plan, size.Rows, (pool, listener) => Measure(material, Parts.Of(pool, size.Rows, classes), plan, listener));

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "classes", "layers kept", "test accuracy", "test accuracy of the layers kept", "training, s"],
            all.Select(runs => new[] { runs.Network, runs.Variant, runs.Kept(), runs.Mean("test accuracy", "P2"), runs.Mean("test accuracy, layers kept", "P2"), runs.Mean("training, s", "F0") }));
        page.Chart(new LineChart($"{data}-kept", $"{MaterialName.TitleOf(data)}: layers kept", "classes", "layers", Runs.LinesOverVariants(all, runs => runs.Values("layers kept"))));
        foreach (IGrouping<string, Runs> network in all.GroupBy(runs => runs.Network))
            page.Chart(new LineChart($"{data}-{network.First().Slug}-depth", $"{MaterialName.TitleOf(data)}; {network.Key}: validation accuracy by depth", "layers", "accuracy, %", [.. network.Select(runs => runs.Line("validation accuracy by depth", 100) with { Name = runs.Variant })]));
        // The paper has pictures only.
        foreach (IGrouping<string, Runs> network in all.GroupBy(runs => runs.Network).Where(_ => MaterialName.IsOfPictures(data)))
        {
            Runs[] ordered = [.. network.OrderBy(runs => runs.VariantNumber())];
            if (network.Key == "ACN")
                page.ClaimRising("ACN keeps more layers the harder the task (8, 10 and 12 of 16 for 2, 5 and 10 classes)", ordered, "layers kept");
            else
                page.ClaimAllLayers("A residual network needs all layers whatever the task (16 of 16)", ordered);
        }
    }

    protected override ExperimentSize FullSize(Material material) => MaterialName.IsOfPictures(material.Name)
        ? new ExperimentSize(new PartSizes(9_000, 1_900, 10_000), Epochs: 8)
        : new ExperimentSize(new PartSizes(6_000, 1_500, 8_000), Epochs: 6);

    private static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        return training.MeasureDepths();
    }
}
