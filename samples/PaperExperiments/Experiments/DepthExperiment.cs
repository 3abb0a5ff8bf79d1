using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Figures 1 and 2 and table 5: how accurate is every depth, after every epoch, in networks that are connected in different ways?</summary>
internal sealed class DepthExperiment : Experiment
{
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.DirectGradient, NetworkKind.Residual, NetworkKind.FeedForward, NetworkKind.DenseFormer];

    private const string ByDepth = "test accuracy by depth";

    private static readonly NetworkKind[] _someKinds = [NetworkKind.Acn, NetworkKind.Residual, NetworkKind.FeedForward];

    public override string Name => "depth";

    public override string Summary => "accuracy by depth and epoch of ACN, residual, feed-forward and DenseFormer networks, and gradients by layer (figures 1 and 2, table 5)";

    public override string Method =>
        "All arms are networks of the same layers and width, trained by the same code for the same number of epochs; the validation rows choose the epoch and the depth. "
        + "Of the paper's 16 mixer layers and 700 epochs on colour pictures this keeps 6 layers and 8 epochs on small grey ones, and of its pre-trained text encoder 6 layers that start from scratch. "
        + "Patches of 7 x 7 pixels are read by one matrix, as in the paper, and pictures are not augmented. The authors' mixer layer has a skip of its own around it, with every connectivity; the other layers have skips in residual and DenseFormer networks only. ACN and feed-forward layers start near the identity; residual and DenseFormer layers, which have it in their skips, with small outputs.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) => Shared(context, material => MaterialName.IsMain(material.Name) ? _kinds : _someKinds);

    /// <inheritdoc/>
    /// <remarks>All that is not another experiment's.</remarks>
    public override bool TellsOf(string measure)
        => !measure.StartsWith(NoiseMeasure.Prefix, StringComparison.Ordinal) && !measure.StartsWith(EarlyExitMeasure.Prefix, StringComparison.Ordinal);

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] kinds = measured.ByNetwork(data);
        page.Table(
            ["", "learning rate", "test accuracy", "log-loss", "layers kept", "test accuracy of those", "training, s"],
            kinds.Select(runs => new[] { runs.Network, runs.Setting("learning rate"), runs.Mean("test accuracy", "P2"), runs.Mean("test log-loss", "F4"), runs.Kept(), runs.Mean("test accuracy, layers kept", "P2"), runs.Mean("training, s", "F0") }));
        page.Paragraph("Test accuracy of the first layers alone, read through the head of all:");
        page.Table(
            ["layers", .. kinds.Select(runs => runs.Network)],
            Enumerable.Range(0, kinds.Min(runs => runs.LengthOf(ByDepth))).Select(depth => (string[])[$"{depth}", .. kinds.Select(runs => runs.MeanOf(ByDepth, depth, "P2"))]));
        page.Chart(new LineChart($"{data}-depth", $"{MaterialName.TitleOf(data)}: test accuracy by depth", "layers", "accuracy, %", [.. kinds.Select(runs => runs.Line(ByDepth, 100))]));
        // The others would make the page longer yet; their numbers are in the CSV file.
        Runs[] shown = [.. kinds.Where(runs => runs.Network == NetworkKind.Acn.Name || runs.Network == NetworkKind.DirectGradient.Name || runs.Network == NetworkKind.Residual.Name)];
        foreach (Runs runs in shown)
            page.Chart(new HeatMap($"{data}-{runs.Slug}-epochs", $"{MaterialName.TitleOf(data)}; {runs.Network}: validation accuracy by epoch and depth, %", "epoch", "layers", runs.MeanGrid("validation accuracy by epoch and depth", 100), FirstColumn: 1, FirstRow: 0));
        foreach (Runs runs in shown)
            page.Chart(new HeatMap($"{data}-{runs.Slug}-gradients", $"{MaterialName.TitleOf(data)}; {runs.Network}: norm of the gradient by epoch and layer, % of the epoch's largest", "epoch", "layer", runs.MeanShares("gradient norm by epoch and layer"), FirstColumn: 1, FirstRow: 1));
        // Of the arm that learns by it alone it is all, and of other connectivities none is told.
        foreach (Runs runs in kinds.Where(runs => runs.Network == NetworkKind.Acn.Name && runs.HasGrid("direct share by epoch and layer")))
            page.Chart(new HeatMap($"{data}-{runs.Slug}-direct", $"{MaterialName.TitleOf(data)}; {runs.Network}: direct part of the gradient by epoch and layer, %", "epoch", "layer", runs.MeanGrid("direct share by epoch and layer", 100), FirstColumn: 1, FirstRow: 1));
        page.Paragraph("Gradients are those of an epoch's last weights on its first batch, before clipping. The direct part is the one that comes through the sum that the head reads, and not through later layers.");
        page.ClaimPrefixes("The first layers of ACN alone are more accurate than those of a residual network, at every depth up to half (figure 1)", kinds, "ACN", "residual", ByDepth);
        if (MaterialName.IsOfPictures(data))
        {
            page.ClaimAtLeast("ACN is at least as accurate as residual and DenseFormer networks (92.0, 90.3 and 90.4 % at 700 epochs; here all have equal epochs)", kinds, "ACN", "test accuracy", ["residual", "DenseFormer"]);
            page.ClaimFewerLayers("ACN needs fewer layers than a residual network (12 against 16 of 16)", kinds, "ACN", "residual");
        }
        else
        {
            page.ClaimShareOfLayers("A text encoder keeps its accuracy with a quarter of its layers (pre-trained; SST-2, QNLI and QQP with 3 of 12)", kinds, "ACN", 0.25);
        }
        page.ClaimShareOfLayers("At least 30 % of the layers can be cut (30 to 80 %)", kinds, "ACN", 0.7);
        page.GoalWithin("ACN's accuracy at the full depth is at most 0.3 points behind a residual network's", kinds, "ACN", "residual", "test accuracy", 0.003);
    }
}
