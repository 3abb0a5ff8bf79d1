using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>The page of pruning, of accuracies that were made up.</summary>
public class PruningReportTests
{
    private static readonly double[] _residual = [0.9, 0.89, 0.88, 0.87, 0.8, 0.7];

    [Fact]
    public void Accuracies_stand_by_sparsity_and_both_claims_are_judged()
    {
        string page = Page([0.9, 0.895, 0.885, 0.88, 0.85, 0.8]);

        Assert.Contains("| 95 % | 80.00 % | 70.00 % |", page, StringComparison.Ordinal);
        Assert.Contains("points ahead at 0 %: +0.00; 50 %: +0.50; 70 %: +0.50; 80 %: +1.00; 90 %: +5.00; 95 %: +10.00 | holds here |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("does not hold", page, StringComparison.Ordinal);
        Assert.Contains("pruned by magnitude", page, StringComparison.Ordinal);
        Assert.Contains("pruned by movement", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_at_one_sparsity_and_least_at_high_ones_are_told()
    {
        string page = Page([0.95, 0.92, 0.9, 0.88, 0.79, 0.71]);

        Assert.Equal(4, page.Split("**does not hold here**").Length - 1);
    }

    private static string Page(double[] acn)
    {
        var measured = new Measured([Run("ACN", acn), Run("residual", _residual)], []);
        var page = new ReportPage("pruning", isResult: true);
        new PruningExperiment().Write(page, measured, "mixer");
        page.WriteClaims();
        return page.ToString();
    }

    private static (ArmKey Key, ArmRecord Record) Run(string network, double[] accuracies)
    {
        var outcome = new ArmOutcome();
        foreach (AcnPruningCriterion criterion in Enum.GetValues<AcnPruningCriterion>())
            outcome.Series[PruningMeasure.TestAccuracy(criterion)] = accuracies;
        return (new ArmKey("mixer", network, "pruned", 1), new ArmRecord { Name = network, Settings = new Dictionary<string, string>(), Facts = RecordingArms.Facts, Seconds = 1.5, Outcome = outcome });
    }
}
