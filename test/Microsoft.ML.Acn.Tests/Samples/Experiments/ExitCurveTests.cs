using PaperExperiments.Experiments;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Three rows of two classes at depths 0, 1 and 2; the costs are 1, 2 and 4.</summary>
public class ExitCurveTests
{
    private static readonly float[][][] _answers =
    [
        [[0.99f, 0.01f], [0.6f, 0.4f], [0.2f, 0.8f]],
        [[0.99f, 0.01f], [0.01f, 0.99f], [0.3f, 0.7f]],
        [[0.99f, 0.01f], [0.3f, 0.7f], [0.9f, 0.1f]],
    ];

    private static readonly ExitCurve _curve = new(_answers, [0, 1, 0], [1, 2, 4]);

    [Fact]
    public void Without_a_threshold_all_rows_go_through_all_layers()
        => Assert.Equal(new ExitPoint(double.PositiveInfinity, 1, 2, 1), _curve.At(double.PositiveInfinity));

    [Fact]
    public void At_zero_all_rows_leave_before_the_first_layer()
        => Assert.Equal(new ExitPoint(0, 1 / 3.0, 0, 4), _curve.At(0));

    [Fact]
    public void A_row_leaves_at_the_first_depth_that_is_sure_of_it()
    {
        // 1 - entropy / ln 2 is 0.919 for .99, 0.531 for .9, 0.278 for .8, 0.119 for .7 and 0.029 for .6.
        Assert.Equal(new ExitPoint(0.5, 1, 1, 12 / 7.0), _curve.At(0.5));
        Assert.Equal(new ExitPoint(0.25, 2 / 3.0, 1 / 3.0, 12 / 4.0), _curve.At(0.25));
    }

    [Fact]
    public void The_lowest_threshold_within_the_tolerance_is_chosen()
    {
        Assert.Equal(0.5, _curve.Within(0, [0.9, 0.5, 0.25]).Threshold);
        Assert.Equal(0.25, _curve.Within(0.34, [0.9, 0.5, 0.25]).Threshold);
        Assert.Equal(double.PositiveInfinity, _curve.Within(0, [0.25]).Threshold);
    }
}
