using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Reports;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>Table 3: how much of earlier tasks is forgotten when others are learned, with and without protection?</summary>
internal sealed class ForgettingExperiment : Experiment
{
    private const int Tasks = 5;
    private const string None = "nothing";
    private const string Synaptic = "SI";
    private const string Elastic = "EWC";

    private static readonly NetworkKind[] _kinds = [NetworkKind.Acn, NetworkKind.Residual];

    public override string Name => "forgetting";

    public override string Summary => "what is left of five tasks that are learned one after another, plain and with SI and EWC (table 3)";

    public override string Method =>
        "The classes are divided into five tasks (two kinds of clothes, or three topics, each), learned one after another by Fit(nextTask, initial): the head is widened, all else is shared. "
        + "Accuracy is that among the classes of a row's own task, as in the paper (task-incremental); among all classes it stands beside. All arms leave classes without rows out of the softmax. "
        + "Forgetting is the best accuracy of a task before the last was learned, less the one in the end, the mean over all tasks but the last. Nothing is chosen by test rows: the last epoch's weights are taken, and lambda was chosen on validation rows of seed 1 ([how](../continual-learning.md)). "
        + "To fit into an hour of one core, each task has 1,500 training rows and two epochs, and the networks of texts are 64 wide. The paper has 20 tasks of 5 classes of CIFAR-100, 10 epochs each, networks of the same 5, 10 and 15 layers, and SI alone.";

    public override IEnumerable<ExperimentArm> Arms(ExperimentContext context) =>
        from seed in Enumerable.Range(1, context.Seeds)
        from material in context.Materials
        where MaterialName.IsMain(material.Name)
        from layers in context.Preset == Preset.Smoke ? [1, 2] : new[] { 5, 10, 15 }
        from kind in _kinds
        from protection in new[] { None, Synaptic, Elastic }
        select ArmOf(material, layers, kind, protection, seed, context);

    public override bool TellsOf(string measure) => true;

    public override void Write(ReportPage page, Measured measured, string data)
    {
        Runs[] all = measured.ByNetwork(data);
        page.Table(
            ["", "layers", "kept by", "accuracy", "forgetting", "last task", "each task when learned", "among all classes", "training, s"],
            all.Select(runs => new[]
            {
                runs.Network, $"{runs.VariantNumber():N0}", ProtectionOf(runs), runs.Mean("accuracy", "P1"), runs.Mean("forgetting", "P1"), runs.Mean("accuracy, last task", "P1"),
                runs.Mean("accuracy, each task when learned", "P1"), runs.Mean("accuracy among all classes", "P1"), runs.Mean("training, s", "F0"),
            }));
        foreach (string protection in new[] { None, Synaptic, Elastic })
        {
            Runs[] some = [.. all.Where(runs => ProtectionOf(runs) == protection)];
            if (some.Length > 0)
                page.Chart(new LineChart($"{data}-{ArmKey.Slug(protection)}", $"{MaterialName.TitleOf(data)}: forgetting, kept by {protection}", "layers", "points", Runs.LinesOverVariants(some, runs => [.. runs.Values("forgetting").Select(value => 100 * value)])));
        }
        Compare(page, all, Synaptic, "Under SI, ACN forgets less than a residual network at every depth (35.7/33.8/32.0 against 42.4/44.6/50.0 points)", isLess: true);
        Compare(page, all, None, "Without protection, ACN ends more accurate than a residual network at every depth (33.0/32.9/31.6 against 31.8/28.2/26.1 %)", isLess: false);
        Compare(page, all, Synaptic, "Under SI, ACN ends more accurate at every depth (44.5/46.1/46.2 against 43.5/36.1/32.1 %)", isLess: false);
        foreach (NetworkKind kind in _kinds)
            Goal(page, [.. all.Where(runs => runs.Network == kind.Name)], kind.Name);
    }

    /// <summary>For about an hour of one core in all.</summary>
    protected override ExperimentSize FullSize(Material material)
        => new(new PartSizes(1_500, 500, 1_000), Epochs: 2, Width: MaterialName.IsOfPictures(material.Name) ? 128 : 64);

    /// <summary>
    /// Of the numbers that cost at most half a point of the last task, those that forget least: by trials on validation rows with ACN and seed 1, of pictures with all three
    /// depths, of texts with 5 layers (docs/continual-learning.md). The same for both networks.
    /// </summary>
    internal static AcnContinual? OptionOf(string protection, Material material) => protection switch
    {
        Synaptic => AcnContinual.SynapticIntelligence(MaterialName.IsOfPictures(material.Name) ? 3 : 0.1),
        Elastic => AcnContinual.ElasticWeightConsolidation(MaterialName.IsOfPictures(material.Name) ? 600 : 30, fisherRows: 200),
        _ => null,
    };

    private static string ProtectionOf(Runs runs) => runs.Variant[(runs.Variant.LastIndexOf(' ') + 1)..];

    private static void Compare(ReportPage page, Runs[] all, string protection, string claim, bool isLess)
    {
        string figure = isLess ? "forgetting" : "accuracy";
        Runs[][] pairs = [.. all.Where(runs => ProtectionOf(runs) == protection).GroupBy(runs => runs.VariantNumber()).OrderBy(group => group.Key).Select(group => group.OrderBy(runs => runs.Network).ToArray())];
        if (pairs.Length == 0 || pairs.Any(pair => pair.Length < 2))
            return;
        string measured = string.Join("; ", pairs.Select(pair => FormattableString.Invariant($"{pair[0].VariantNumber()} layers {pair[0].Average(figure):P1} against {pair[1].Average(figure):P1}")));
        page.Claim(claim, measured, pairs.All(pair => isLess ? pair[0].Average(figure) < pair[1].Average(figure) : pair[0].Average(figure) > pair[1].Average(figure)));
    }

    private static void Goal(ReportPage page, Runs[] own, string network)
    {
        double[] Means(string protection, string figure) => [.. own.Where(runs => ProtectionOf(runs) == protection).OrderBy(runs => runs.VariantNumber()).Select(runs => runs.Average(figure))];
        double[] plain = Means(None, "forgetting"), plainLast = Means(None, "accuracy, last task");
        foreach (string protection in new[] { Synaptic, Elastic })
        {
            double[] kept = Means(protection, "forgetting"), last = Means(protection, "accuracy, last task");
            if (plain.Length == 0 || kept.Length != plain.Length)
                continue;
            string measured = FormattableString.Invariant($"forgetting {kept.Average():P1} instead of {plain.Average():P1}, last task {last.Average():P1} instead of {plainLast.Average():P1} (means over the depths)");
            page.Goal($"{protection} cuts forgetting of {network} by at least a third, and costs at most half a point of the last task", measured, kept.Average() <= plain.Average() * 2 / 3 && last.Average() >= plainLast.Average() - 0.005);
        }
    }

    private ExperimentArm ArmOf(Material material, int layers, NetworkKind kind, string protection, int seed, ExperimentContext context)
    {
        ExperimentSize size = SizeOf(material, context) with { Layers = layers };
        ArmPlan plan = Plan(material, kind, size, seed, context) with { Continual = OptionOf(protection, material) };
        return Arm(material, $"{layers} layers, kept by {protection}", plan, size.Rows, (pool, listener)
            => new ForgettingMeasure(material, plan).Run(TaskSplit.Of(pool, Tasks, size.Rows), parts => parts.Test, listener));
    }
}
