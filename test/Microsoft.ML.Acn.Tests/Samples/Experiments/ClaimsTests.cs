using Measuring.Arms;
using Microsoft.ML.Acn.Tests.Samples.Arms;
using PaperExperiments.Reports;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Verdicts, on either side of their bounds.</summary>
public class ClaimsTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Layers_can_be_cut_if_few_enough_are_kept(int kept, bool holds)
        => Assert.Equal(holds, Holds(page => page.ClaimShareOfLayers("claim", [Of("ACN", kept: kept)], "ACN", 0.7)));

    [Theory]
    [InlineData(new[] { 0.1, 0.5, 0.6, 0.7, 0.1, 0.1, 0.1 }, true)]
    [InlineData(new[] { 0.1, 0.5, 0.2, 0.7, 0.9, 0.9, 0.9 }, false)]
    [InlineData(new[] { 0.1, 0.5, 0.6, 0.4, 0.9, 0.9, 0.9 }, false)]
    public void First_layers_are_ahead_if_they_are_at_every_depth_from_1_to_half(double[] own, bool holds)
        => Assert.Equal(holds, Holds(page => page.ClaimPrefixes("claim", [Of("ACN", own), Of("residual", [0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4])], "ACN", "residual", "by depth")));

    [Theory]
    [InlineData(2.0, 0.895, true)]
    [InlineData(1.9, 0.9, false)]
    [InlineData(3.0, 0.894, false)]
    public void Faster_is_a_goal_only_with_the_accuracy(double speedUp, double changed, bool isReached)
        => Assert.Equal(isReached, IsReached(page => page.GoalFaster("goal", Of("ACN", speedUp: speedUp, changed: changed), "speed-up", 2, "accuracy", "changed", 0.00501)));

    [Theory]
    [InlineData(0.898, true)]
    [InlineData(0.896, false)]
    public void Behind_is_allowed_by_so_much(double other, bool isReached)
        => Assert.Equal(isReached, IsReached(page => page.GoalWithin("goal", [Of("ACN", changed: other), Of("residual", changed: 0.9)], "ACN", "residual", "changed", 0.003)));

    private static bool Holds(Action<ReportPage> tell) => Verdict(tell, "holds here", "**does not hold here**");

    private static bool IsReached(Action<ReportPage> tell) => Verdict(tell, "reached", "**missed**");

    private static bool Verdict(Action<ReportPage> tell, string yes, string no)
    {
        var page = new ReportPage("name", isResult: true);
        tell(page);
        page.WriteClaims();
        string text = page.ToString();
        bool isYes = text.Contains($"| {yes} |", StringComparison.Ordinal);
        Assert.NotEqual(isYes, text.Contains($"| {no} |", StringComparison.Ordinal));
        return isYes;
    }

    private static Runs Of(string network, double[]? byDepth = null, int kept = 0, double speedUp = 0, double changed = 0) => new(network, string.Empty,
    [
        new ArmRecord
        {
            Name = network,
            Settings = new Dictionary<string, string>(),
            Facts = RecordingArms.Facts,
            Seconds = 1,
            Outcome = new ArmOutcome
            {
                Figures = { ["layers"] = 6, ["layers kept"] = kept, ["speed-up"] = speedUp, ["changed"] = changed, ["accuracy"] = 0.9 },
                Series = { ["by depth"] = byDepth ?? [] },
            },
        },
    ]);
}
