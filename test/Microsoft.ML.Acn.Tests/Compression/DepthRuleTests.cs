using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthRuleTests
{
    private static readonly AcnDepthResult[] _depths = Depths((0.30, 1.9), (0.75, 0.62), (0.89, 0.40), (0.90, 0.38));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.01, 2)]
    [InlineData(0.0099, 3)]
    [InlineData(0.2, 1)]
    [InlineData(1, 0)]
    public void The_smallest_depth_within_the_tolerance_of_accuracy_is_chosen(double tolerance, int depth)
        => Assert.Equal(depth, new DepthRule(tolerance).Choose(_depths));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.02, 2)]
    [InlineData(0.0199, 3)]
    [InlineData(0.3, 1)]
    [InlineData(100, 0)]
    public void The_smallest_depth_within_the_tolerance_of_log_loss_is_chosen(double tolerance, int depth)
        => Assert.Equal(depth, new DepthRule(null, tolerance).Choose(_depths));

    [Theory]
    [InlineData(0.2, 0.02, 2)]
    [InlineData(0.01, 100, 2)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 100, 3)]
    public void Two_tolerances_must_both_hold(double accuracy, double logLoss, int depth)
        => Assert.Equal(depth, new DepthRule(accuracy, logLoss).Choose(_depths));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void No_depth_below_the_floor_is_chosen(int floor, int depth)
        => Assert.Equal(depth, new DepthRule(1, MinimumDepth: floor).Choose(_depths));

    [Fact]
    public void A_floor_does_not_end_the_search()
        => Assert.Equal(2, new DepthRule(0.01, MinimumDepth: 1).Choose(_depths));

    [Fact]
    public void A_shallow_depth_that_is_better_than_the_full_one_is_chosen()
        => Assert.Equal(1, new DepthRule(0).Choose(Depths((0.5, 1), (0.95, 1), (0.7, 1), (0.9, 1))));

    [Fact]
    public void A_network_without_layers_has_one_choice()
        => Assert.Equal(0, new DepthRule(0).Choose(Depths((0.1, 5))));

    [Fact]
    public void A_log_loss_that_is_no_number_is_within_no_tolerance()
    {
        Assert.Equal(1, new DepthRule(null, 100).Choose(Depths((0.5, double.NaN), (0.5, 1))));
        Assert.Equal(1, new DepthRule(null, 100).Choose(Depths((0.5, 1), (0.5, double.NaN))));
    }

    [Fact]
    public void The_reason_has_the_figures_that_decided()
    {
        Assert.Equal(
            "Kept 2 of 3 layers: the smallest depth within tolerance. Validation accuracy 89.00 %, full depth 90.00 %, tolerance 1 points.",
            new DepthRule(0.01).Explain(_depths, 2));
        Assert.Equal(
            "Kept 2 of 3 layers: the smallest depth from 2 on within tolerance. Validation accuracy 89.00 %, full depth 90.00 %, tolerance 100 points; Validation log-loss 0.4000, full depth 0.3800, tolerance 0.5.",
            new DepthRule(1, 0.5, 2).Explain(_depths, 2));
    }

    private static AcnDepthResult[] Depths(params (double Accuracy, double LogLoss)[] figures)
        => [.. figures.Select((figure, depth) => new AcnDepthResult { Depth = depth, Accuracy = figure.Accuracy, LogLoss = figure.LogLoss })];
}
