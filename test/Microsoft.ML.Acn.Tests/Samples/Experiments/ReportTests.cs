using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using Microsoft.ML.Acn.Tests.Support;
using PaperExperiments.Data;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Pages are made of what was measured, and say what was not.</summary>
public sealed class ReportTests : IDisposable
{
    private static readonly ExperimentContext _context = new()
    {
        Preset = Preset.Full,
        Seeds = 2,
        Materials = [.. PictureMaterial.ForEachArchitecture(null, isMadeUp: false), new TextMaterial(null, isMadeUp: false)],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Names => [.. Experiments.Select(experiment => experiment.Name)];

    private static Experiment[] Experiments { get; } = [new DepthExperiment(), new DifficultyExperiment(), new NoiseExperiment(), new LowDataExperiment(), new EarlyExitExperiment(), new BranchesExperiment(), new TransferExperiment(), new PretrainExperiment(), new ForgettingExperiment(), new PruningExperiment()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_arm_has_a_name_and_settings_of_its_own_and_its_seed_in_both(string name)
    {
        ExperimentArm[] arms = ArmsOf(name);

        Assert.NotEmpty(arms);
        Assert.Equal(arms.Length, arms.Select(arm => arm.Arm.Name).Distinct().Count());
        Assert.Equal(arms.Length, arms.Select(arm => string.Join(';', arm.Arm.Settings.Select(setting => $"{setting.Key}={setting.Value}"))).Distinct().Count());
        Assert.All(arms, arm => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", arm.Arm.Name));
        Assert.All(arms, arm => Assert.EndsWith($"-seed{arm.Arm.Settings["seed"]}", arm.Arm.Name, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_arms_of_a_comparison_have_equal_rows_layers_and_width(string name)
    {
        IEnumerable<IGrouping<string, ExperimentArm>> comparisons = ArmsOf(name).GroupBy(arm => $"{arm.Key.Data}, {(name == "earlyexit" ? string.Empty : arm.Key.Variant)}");

        foreach (IGrouping<string, ExperimentArm> arms in comparisons)
        {
            foreach (string setting in new[] { "data", "layers", "width", "epochs", "batch", "training rows", "validation rows", "test rows" })
                Assert.Single(arms.Select(arm => arm.Arm.Settings[setting]).Distinct());
            Assert.True(arms.Select(arm => arm.Key.Network).Distinct().Count() > 1, arms.Key);
        }
    }

    [Fact]
    public void Arms_of_one_name_are_the_same_arm_in_each_experiment()
    {
        IGrouping<string, Arm>[] names = [.. Experiments.SelectMany(experiment => experiment.Arms(_context)).Select(arm => arm.Arm).GroupBy(arm => arm.Name)];

        Assert.All(names, arms => Assert.Single(arms.Select(arm => string.Join(';', arm.Settings.Select(setting => $"{setting.Key}={setting.Value}"))).Distinct()));
        string[] depth = [.. ArmsOf("depth").Select(arm => arm.Arm.Name)];
        Assert.Subset(depth.ToHashSet(), ArmsOf("noise").Select(arm => arm.Arm.Name).ToHashSet());
        Assert.True(ArmsOf("earlyexit").Select(arm => arm.Arm.Name).Intersect(depth).Any());
    }

    [Fact]
    public void Missing_and_failed_arms_are_told_apart_and_the_others_are_found()
    {
        ExperimentArm[] arms = [.. ArmsOf("difficulty").Take(4)];
        var store = new ArmStore(_folder.Path);
        ArmExecution.Run(arms[0].Arm with { Run = _ => new ArmOutcome() }, store, RecordingArms.Facts, new RecordingArms());
        ArmExecution.Run(arms[1].Arm with { Run = _ => throw new InvalidOperationException("no memory") }, store, RecordingArms.Facts, new RecordingArms());
        ArmExecution.Run(arms[2].Arm with { Run = _ => new ArmOutcome(), Settings = arms[3].Arm.Settings }, store, RecordingArms.Facts, new RecordingArms());

        Measured measured = Measured.Read(arms, store, "now");

        Assert.Equal(arms[0].Key, Assert.Single(measured.Found).Key);
        Assert.Equal([(arms[1].Key, "InvalidOperationException: no memory"), (arms[2].Key, null), (arms[3].Key, (string?)null)], measured.Missing);
        Assert.Empty(Measured.Read(arms, store, "later").Found);
        Assert.Single(Measured.Read(arms, store, null).Found);
    }

    [Fact]
    public void A_table_has_means_and_ranges_over_the_seeds_and_a_claim_its_verdict()
    {
        string page = Page(new Dictionary<string, double[]> { ["ACN"] = [0.90, 0.92], ["residual"] = [0.91, 0.92] }, isResult: true);

        Assert.Contains("| undisturbed | 91.00 % (90.00 % to 92.00 %) | 91.50 % (91.00 % to 92.00 %) |", page, StringComparison.Ordinal);
        Assert.Contains("(69.50 against 67.68 %) | ACN 81.00 % (80.00 % to 82.00 %), residual 81.50 % (81.00 % to 82.00 %) | **does not hold here** |", page, StringComparison.Ordinal);
        Assert.Contains("| holds here |", Page(new Dictionary<string, double[]> { ["ACN"] = [0.95], ["residual"] = [0.91] }, isResult: true), StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_verdict_on_a_trial_run_nor_on_one_arm_alone()
    {
        string trial = Page(new Dictionary<string, double[]> { ["ACN"] = [0.95], ["residual"] = [0.91] }, isResult: false);

        Assert.DoesNotContain("holds here", trial, StringComparison.Ordinal);
        Assert.Contains("none: a trial run", trial, StringComparison.Ordinal);
        Assert.DoesNotContain("verdict", Page(new Dictionary<string, double[]> { ["ACN"] = [0.95] }, isResult: true), StringComparison.Ordinal);
    }

    private static ExperimentArm[] ArmsOf(string name) => [.. Experiments.First(experiment => experiment.Name == name).Arms(_context)];

    private static Measured MeasuredOf(params (string Network, int Seed, ArmOutcome Outcome)[] arms) => new(
        [.. arms.Select(arm => (new ArmKey("mixer", arm.Network, string.Empty, arm.Seed), new ArmRecord { Name = arm.Network, Settings = new Dictionary<string, string>(), Facts = RecordingArms.Facts, Seconds = 1.5, Outcome = arm.Outcome }))],
        []);

    /// <summary>The page of disturbed pictures, with accuracies of undisturbed ones; noise of 0.1 costs ten points.</summary>
    private static string Page(Dictionary<string, double[]> accuracies, bool isResult)
    {
        Measured measured = MeasuredOf([.. accuracies.SelectMany(network => network.Value.Select((accuracy, seed) => (network.Key, seed + 1, new ArmOutcome
        {
            Figures = { ["noise: undisturbed"] = accuracy, ["noise: Gaussian, sigma 0.1"] = accuracy - 0.1, ["training, s"] = 1 },
        })))]);
        var page = new ReportPage("noise", isResult);
        new NoiseExperiment().Write(page, measured, "mixer");
        page.WriteClaims();
        return page.ToString();
    }
}
