using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Figure 5: how well does each depth guess masked words, and what is pre-training worth when labels are few?</summary>
internal sealed class PretrainExperiment : Experiment
{
    private const string Variant = "pre-trained";
    private const string ByDepth = "masked accuracy by depth";
    private const string PerplexityByDepth = "masked perplexity by depth";
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "pretrain";

    public override string Summary => "masked accuracy and perplexity by depth, and accuracy with few labels from scratch and after pre-training (figure 5)";

    public override string Method =>
        $"Each network is pre-trained on the texts of the training rows without their labels and on {PretrainMeasure.OtherTexts:N0} texts of the dictionary GCIDE (none of those that it has from WordNet), with the library's defaults of pre-training but for the numbers below, "
        + FormattableString.Invariant($"a learning rate of {PretrainMeasure.LearningRate} for both networks, a MaskedShare of {PretrainMeasure.MaskedShare} and a FrequentWordThreshold of {PretrainMeasure.FrequentWordThreshold}, which validation rows of seed 1 chose; a twentieth at most is held out, and all figures of masked words are of these rows, ")
        + "with every chosen token masked. Then classifiers are trained on the first labelled rows, equally many of each class unless the table says otherwise: from scratch with the library's defaults for that many rows and the same shape, with the same options beginning with the pre-trained network, and by "
        + "SdcaMaximumEntropy on normalised features at every depth, of which validation rows (the last of the training rows, which no classifier has seen) choose one. "
        + "The paper pre-trains BERT's 12 layers on Wikipedia and books; this has some 126,000 definitions and quotations.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials.OfType<TextMaterial>()
        from kind in _kinds
        let size = SizeOf(material, context)
        let plan = Plan(material, kind, size, seed, context) with { LearningRate = context.LearningRate ?? PretrainMeasure.LearningRate }
        select Arm(material, Variant, plan, size.Rows, (pool, listener) => new PretrainMeasure(material, plan, listener, context.Preset == Preset.Smoke).Run(pool, size.Rows, RowsOfEach(context)));

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] kinds = measured.ByNetwork(data);
        page.Table(
            ["layers", .. kinds.Select(runs => $"{runs.Network}, masked accuracy"), .. kinds.Select(runs => $"{runs.Network}, perplexity")],
            Enumerable.Range(0, kinds.Min(runs => runs.LengthOf(ByDepth))).Select(depth =>
                (string[])[$"{depth}", .. kinds.Select(runs => runs.MeanOf(ByDepth, depth, "P2")), .. kinds.Select(runs => runs.MeanOf(PerplexityByDepth, depth, "F1"))]));
        page.Chart(new LineChart($"{data}-masked", $"{MaterialName.TitleOf(data)}: masked accuracy by depth", "layers", "accuracy, %", [.. kinds.Select(runs => runs.Line(ByDepth, 100))]));
        string[] rows = [.. kinds.SelectMany(runs => runs.FigureNames).Where(name => name.StartsWith(PretrainMeasure.Scratch, StringComparison.Ordinal)).Select(name => name[PretrainMeasure.Scratch.Length..]).Distinct()];
        page.Table(
            ["", "labelled rows", "from scratch", "fine-tuned", "features and SDCA", "depth of the features", "layers kept, fine-tuned"],
            kinds.SelectMany(runs => rows.Select(of => new[] { runs.Network, of, runs.Mean(PretrainMeasure.Scratch + of, "P2"), runs.Mean(PretrainMeasure.Tuned + of, "P2"), runs.Mean(PretrainMeasure.Linear + of, "P2"), runs.Mean(PretrainMeasure.LinearDepth + of, "F1"), runs.Mean(PretrainMeasure.Kept + of, "F1") })));
        page.Paragraph($"Pre-training took {string.Join(", ", kinds.Select(runs => $"{runs.Network} {runs.Mean("pre-training, s", "F0")} s"))}.");
        page.ClaimPrefixes("The first layers of ACN alone guess masked words better than those of a residual network, at every depth up to half (figure 5)", kinds, "ACN", "residual", ByDepth);
        foreach (Runs acn in kinds.Where(runs => runs.Network == NetworkKind.Acn.Name))
        {
            foreach (string few in rows.Where(of => PretrainMeasure.IsFew(of)))
            {
                double best = Math.Max(acn.Average(PretrainMeasure.Tuned + few), acn.Average(PretrainMeasure.Linear + few)), scratch = acn.Average(PretrainMeasure.Scratch + few);
                page.Goal($"With {few}, pre-training gains at least 3 points", FormattableString.Invariant($"ACN {best:P2} instead of {scratch:P2}"), best >= scratch + 0.03);
            }
        }
    }

    protected override ExperimentSize FullSize(Material material) => new(new PartSizes(66_000, 3_000, 8_000), Epochs: 6, Layers: 4);

    private static int[] RowsOfEach(ExperimentContext context) => context.Preset == Preset.Smoke ? [5] : [30, 100];
}
