using Measuring.Arms;
using Microsoft.ML.Data;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Figure 6: what do few rows of each class teach?</summary>
internal sealed class LowDataExperiment : Experiment
{
    private const int BatchSize = 32;
    private const int PaperRows = 100;
    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "lowdata";

    public override string Summary => "training and test loss with 10 to 1,000 rows of each class (figure 6)";

    public override string Method =>
        "The first 10, 30, 100, 300 and 1,000 training rows of each class, in steps of 32 rows; in each arm the network sees about 30,000 rows, however often each, so that few rows do not mean few steps. "
        + "Nothing is chosen: the last epoch's weights are taken, without calibration, and there are no validation rows. Both losses are measured without dropout, noise or label smoothing. The paper has 100 pictures a class and 150 epochs.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from rowsOfEach in context.Preset == Preset.Smoke ? [5, PaperRows] : new[] { 10, 30, PaperRows, 300, 1_000 }
        where rowsOfEach <= (context.RowLimit ?? int.MaxValue)
        from kind in _kinds
        select ArmOf(material, rowsOfEach, kind, seed, context);

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "rows of each class", "training loss", "test loss", "test accuracy", "training, s"],
            all.Select(runs => new[] { runs.Network, $"{runs.VariantNumber():N0}", runs.Mean("training log-loss", "F4"), runs.Mean("test log-loss", "F4"), runs.Mean("test accuracy", "P2"), runs.Mean("training, s", "F0") }));
        foreach ((string name, double factor) in new[] { ("test log-loss", 1.0), ("training log-loss", 1.0), ("test accuracy", 100.0) })
        {
            LineSeries[] lines = Runs.LinesOverVariants(all, runs => [.. runs.Values(name).Select(value => factor * value)]);
            page.Chart(new LineChart($"{data}-{name.Replace(' ', '-')}", $"{MaterialName.TitleOf(data)}: {name}", "rows of each class", factor > 1 ? "%" : "nats", lines) { IsLogarithmic = true });
        }
        Runs[] hundred = [.. all.Where(runs => runs.VariantNumber() == PaperRows && MaterialName.IsOfPictures(data))];
        page.ClaimAtMost($"With {PaperRows} pictures of each class ACN has the lower test loss", hundred, "ACN", "test log-loss", ["residual"]);
        page.ClaimAtMost($"With {PaperRows} pictures of each class ACN has the lower training loss", hundred, "ACN", "training log-loss", ["residual"]);
    }

    /// <summary>Training rows and epochs are each arm's own.</summary>
    protected override ExperimentSize FullSize(Material material) => new(new PartSizes(30_000, 0, 8_000), Epochs: 1);

    private ExperimentArm ArmOf(Material material, int rowsOfEach, NetworkKind kind, int seed, ExperimentContext context)
    {
        ExperimentSize size = SizeOf(material, context);
        int rows = rowsOfEach * material.Classes;
        ArmPlan plan = Plan(material, kind, size, seed, context) with
        {
            BatchSize = BatchSize,
            Epochs = Math.Max((int)Math.Round((double)size.Rows.Train / rows), 1),
        };
        return Arm(material, $"{rowsOfEach} rows of each class", plan, new PartSizes(rows, 0, size.Rows.Test), (pool, listener) =>
        {
            Parts parts = Parts.OfEachClass(pool, rowsOfEach, size.Rows.Test);
            using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
            MulticlassClassificationMetrics trained = training.Evaluate(parts.Train);
            ArmOutcome outcome = training.MeasureTest();
            outcome.Figures["training log-loss"] = trained.LogLoss;
            outcome.Figures["training accuracy"] = trained.MicroAccuracy;
            return outcome;
        });
    }
}
