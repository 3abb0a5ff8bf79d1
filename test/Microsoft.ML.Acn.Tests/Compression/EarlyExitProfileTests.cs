using System.Globalization;

namespace Microsoft.ML.Acn.Tests.Compression;

public class EarlyExitProfileTests
{
    private static readonly AcnEarlyExitProfile _profile = new(
        [
            new AcnEarlyExitResult { Threshold = 0.5, Accuracy = 0.8, LogLoss = 1.25, MeanDepth = 0.5, RowsPerSecond = 12_345.6 },
            new AcnEarlyExitResult { Threshold = 0.9, Accuracy = 0.895, LogLoss = 0.5, MeanDepth = 1.256, RowsPerSecond = 9_000 },
            new AcnEarlyExitResult { Threshold = 0.95, Accuracy = 0.91, LogLoss = 0.45, MeanDepth = 2, RowsPerSecond = 8_000 },
            new AcnEarlyExitResult { Threshold = double.PositiveInfinity, Accuracy = 0.9, LogLoss = 0.4321, MeanDepth = 4, RowsPerSecond = 1_000_000 },
        ])
    { FullAccuracy = 0.9, Rows = 200 };

    [Fact]
    public void The_profile_reads_as_a_table_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(
                """
                threshold  accuracy  log-loss  mean depth      rows/s
                      0.5   80.00 %    1.2500        0.50      12,346
                      0.9   89.50 %    0.5000        1.26       9,000
                     0.95   91.00 %    0.4500        2.00       8,000
                 Infinity   90.00 %    0.4321        4.00   1,000,000
                """.ReplaceLineEndings("\n"),
                _profile.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, 0.95)]
    [InlineData(0.0049, 0.95)]
    [InlineData(0.005, 0.9)]
    [InlineData(0.1, 0.5)]
    public void The_lowest_threshold_within_the_tolerance_is_chosen(double tolerance, double threshold)
        => Assert.Equal(threshold, _profile.LowestThresholdWithin(tolerance));

    [Fact]
    public void Without_any_threshold_that_is_good_enough_no_row_leaves_early()
    {
        var poor = new AcnEarlyExitProfile([new AcnEarlyExitResult { Threshold = 0.5, Accuracy = 0.8 }]) { FullAccuracy = 0.9 };

        Assert.Equal(double.PositiveInfinity, poor.LowestThresholdWithin(0.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => poor.LowestThresholdWithin(double.NaN));
    }
}
