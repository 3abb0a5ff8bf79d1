using Measuring.Arms;
using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 4: what does a network that was trained on some classes bring to others?</summary>
internal sealed class TransferExperiment : Experiment
{
    private const string FromScratch = "from scratch";
    private const string Transferred = "transferred";
    private const string ProbeByDepth = "probe: test accuracy by depth";
    private const string ByDepth = "test accuracy by depth";

    /// <summary>What the learning rate is multiplied by when weights are there already.</summary>
    private const double RateFactor = 0.5;

    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual, NetworkKind.Aligned, NetworkKind.LayerSkip];

    public override string Name => "transfer";

    public override string Summary => "networks trained on the first half of the classes, fine-tuned on few rows of the others (table 4)";

    public override string Method =>
        "A network is trained on the first half of the classes (pictures 5, texts 8), and then on few rows of the other classes with Fit(train, validation, initial), at half its learning rate; validation rows choose the epoch and the depth. The same rows from scratch, at the whole rate, are beside it. "
        + "Before it is fine-tuned, logistic regression (LbfgsMaximumEntropy) on the features of each depth, from the same rows, shows what the layers bring as they are. "
        + "Aligned training (Jiang et al. 2024) is a residual network with the losses of all depths through one head; LayerSkip (Elhoushi et al. 2024) the same with rows that skip layers, at its rates up to 0.2, but with the loss weights of aligned training and no schedule of them. "
        + "The paper goes from the 100 classes of CIFAR-100 to the 10 of CIFAR-10.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from kind in _kinds
        from variant in new[] { Transferred, FromScratch }
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context)
        let first = FirstSize(material, context)
        select Arm(material, variant, plan with { Epochs = size.Epochs }, size.Rows, (pool, listener) => variant == FromScratch
            ? MeasureAnew(material, pool, size, plan, listener)
            : Measure(material, pool, first, size, plan, listener));

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data), transferred = [.. all.Where(runs => runs.Variant == Transferred)];
        page.Table(
            ["", "", "test accuracy", "layers kept", "test accuracy of those", "training, s"],
            all.Select(runs => new[] { runs.Network, runs.Variant, runs.Mean("test accuracy", "P2"), runs.Kept(), runs.Mean("test accuracy, layers kept", "P2"), runs.Mean("training, s", "F0") }));
        if (transferred.Length == 0)
            return;
        page.Paragraph("Test accuracy of logistic regression on the features of each depth, before fine-tuning:");
        page.Table(
            ["layers", .. transferred.Select(runs => runs.Network)],
            Enumerable.Range(0, transferred.Min(runs => runs.LengthOf(ProbeByDepth))).Select(depth => (string[])[$"{depth}", .. transferred.Select(runs => runs.MeanOf(ProbeByDepth, depth, "P2"))]));
        page.Chart(new LineChart($"{data}-features", $"{MaterialName.TitleOf(data)}: new classes from the features of each depth", "layers", "test accuracy, %", [.. transferred.Select(runs => runs.Line(ProbeByDepth, 100))]));
        page.Chart(new LineChart($"{data}-depth", $"{MaterialName.TitleOf(data)}: fine-tuned, test accuracy by depth", "layers", "accuracy, %", [.. transferred.Select(runs => runs.Line(ByDepth, 100))]));
        if (MaterialName.IsOfPictures(data))
            page.ClaimAtLeast("Fine-tuned on other classes, ACN is ahead of aligned training and LayerSkip (85.38 against 82.9 and 79)", transferred, "ACN", "test accuracy", ["aligned training", "LayerSkip"]);
    }

    /// <summary>The rows of the other classes. Those of the first are <see cref="FirstSize"/>.</summary>
    protected override ExperimentSize FullSize(Material material) => MaterialName.IsOfPictures(material.Name)
        ? new ExperimentSize(new PartSizes(500, 1_000, 10_000), Epochs: 16)
        : new ExperimentSize(new PartSizes(1_000, 1_000, 8_000), Epochs: 10);

    private ExperimentSize FirstSize(Material material, ExperimentContext context) => context.Preset == Preset.Smoke
        ? SizeOf(material, context)
        : (MaterialName.IsOfPictures(material.Name) ? new ExperimentSize(new PartSizes(10_000, 1_000, 1_000), Epochs: 6) : new ExperimentSize(new PartSizes(15_000, 1_000, 1_000), Epochs: 3)).LimitedTo(context.RowLimit);

    private static ArmOutcome MeasureAnew(Material material, Pool pool, ExperimentSize size, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, Parts.OfClasses(pool, size.Rows, SecondClasses(pool)), plan, listener);
        return training.MeasureDepths();
    }

    private static ArmOutcome Measure(Material material, Pool pool, ExperimentSize first, ExperimentSize size, ArmPlan plan, IArmListener listener)
    {
        Parts parts = Parts.OfClasses(pool, size.Rows, SecondClasses(pool));
        using ArmTraining before = ArmTraining.Run(material, Parts.OfClasses(pool, first.Rows, FirstClasses(pool)), plan with { Epochs = first.Epochs }, listener);
        listener.Live(1, "features of each depth");
        double[] probes = new DepthHeads(before.Context, before.Network).AccuracyOfOwn(material.View(before.Context, parts.Train), material.View(before.Context, parts.Test));
        AcnOptions options = plan.OptionsFor(material, isChosen: true);
        options.LearningRate *= RateFactor;
        using ArmTraining after = ArmTraining.Run(material, parts, options, listener, before.Network);
        ArmOutcome outcome = after.MeasureDepths();
        outcome.Series[ProbeByDepth] = probes;
        return outcome;
    }

    private static IEnumerable<string> FirstClasses(Pool pool) => pool.Classes.Take((pool.Classes.Count + 1) / 2);

    private static IEnumerable<string> SecondClasses(Pool pool) => pool.Classes.Skip((pool.Classes.Count + 1) / 2);
}
