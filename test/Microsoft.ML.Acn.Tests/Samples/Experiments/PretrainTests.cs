using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using Microsoft.ML.Acn.Tests.Support;
using PaperExperiments.Data;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>The experiment of pre-training, as a trial run on made-up sentences.</summary>
public sealed class PretrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trial_run_measures_both_networks_and_its_page_tells_of_all_of_it()
    {
        var experiment = new PretrainExperiment();
        var context = new ExperimentContext { Preset = Preset.Smoke, Seeds = 1, Threads = 1, Materials = [new TextMaterial(null, isMadeUp: true)] };
        ExperimentArm[] arms = [.. experiment.Arms(context)];
        var store = new ArmStore(_folder.Path);
        foreach (ExperimentArm arm in arms)
            ArmExecution.Run(arm.Arm, store, RecordingArms.Facts, new RecordingArms());

        Measured measured = Measured.Read(arms, store, null);
        Assert.Empty(measured.Missing);
        Assert.Equal(["ACN", "residual"], measured.Found.Select(arm => arm.Key.Network));
        Assert.All(measured.Found, arm => Assert.Equal(3, arm.Record.Outcome!.Series["masked perplexity by depth"].Count));
        var page = new ReportPage("pretrain", isResult: false);
        experiment.Write(page, measured, "text");
        page.WriteClaims();

        string text = page.ToString();
        foreach (string part in new[] { "| layers | ACN, masked accuracy |", "| ACN | 5 rows of each class |", "| residual | all rows |", "With 5 rows of each class, pre-training gains at least 3 points" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured", text, StringComparison.Ordinal);
    }
}
