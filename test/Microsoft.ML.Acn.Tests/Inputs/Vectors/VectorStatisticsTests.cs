using Microsoft.ML.Acn.Inputs.Vectors;
using static Microsoft.ML.Acn.Tests.Inputs.Vectors.TestVectors;

namespace Microsoft.ML.Acn.Tests.Inputs.Vectors;

public class VectorStatisticsTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(0.3)]
    public void Means_and_deviations_are_those_of_the_given_rows_zeros_included(double density)
    {
        float[][] rows = Random(50, 7, density);
        VectorRowStore store = Store([.. rows.Select((row, i) => i % 2 == 0 ? Dense(row) : AsSparse(row))]);
        int[] training = [.. Enumerable.Range(0, 50).Where(row => row % 3 != 0)];

        VectorStatistics statistics = VectorStatistics.Of(store, training);

        for (int feature = 0; feature < 7; feature++)
        {
            double[] column = [.. training.Select(row => (double)rows[row][feature])];
            double mean = column.Average();
            Assert.Equal(mean, statistics.Means[feature], 1e-12);
            Assert.Equal(Math.Sqrt(column.Average(value => (value - mean) * (value - mean))), statistics.Deviations[feature], 1e-12);
            Assert.Equal(column.Max(Math.Abs), statistics.Magnitude(feature), 1e-12);
            Assert.False(statistics.IsConstant(feature));
        }
        Assert.Equal(training.Average(row => rows[row].Average(value => value == 0 ? 0 : 1.0)), statistics.Density, 1e-12);
    }

    [Fact]
    public void A_feature_far_from_zero_keeps_its_deviation()
    {
        VectorStatistics statistics = VectorStatistics.Of(Store(Dense(1_000_000.5f), Dense(1_000_000.25f)), [0, 1]);

        Assert.Equal(0.125, statistics.Deviations[0], 1e-9);
    }

    [Fact]
    public void A_feature_is_constant_when_all_its_values_are_the_same()
    {
        VectorStatistics statistics = VectorStatistics.Of(
            Store(Dense(0.1f, 0, -3, 5), Sparse(4, (0, 0.1f), (2, -3)), Dense(0.1f, 0, -3, 5)), [0, 1, 2]);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(statistics.IsConstant));
    }

    [Fact]
    public void Standardised_rows_have_mean_0_and_deviation_1()
    {
        float[][] rows = Random(40, 3, 0.8);
        VectorScaling scaling = VectorScaling.Standard(VectorStatistics.Of(Store([.. rows.Select(Dense)]), [.. Enumerable.Range(0, 40)]));

        for (int feature = 0; feature < 3; feature++)
        {
            double[] scaled = [.. rows.Select(row => (double)scaling.Apply(row[feature], feature))];
            Assert.Equal(0, scaled.Average(), 1e-6);
            Assert.Equal(1, scaled.Average(value => value * value), 1e-5);
        }
    }

    [Fact]
    public void Sparse_features_share_a_factor_but_for_the_few_that_are_far_larger()
    {
        // Feature i of the first 200 is at most i + 1; then an income, one that never varies, and one that is never filled.
        (int, float)[] filled = [.. Enumerable.Range(0, 200).Select(i => (i, i + 1f)), (200, -50_000), (201, 3)];
        VectorStatistics statistics = VectorStatistics.Of(Store(Sparse(203, filled), Sparse(203, (201, 3))), [0, 1]);

        VectorScaling scaling = VectorScaling.Sparse(statistics);

        // Of 201 that vary, the one at 99 % is number 198, with magnitude 199.
        Assert.Equal([(float)(1 / 199.0), (float)(1 / 199.0), (float)(1 / 200.0), (float)(1 / 50_000.0), 0, 0], new[] { 0, 198, 199, 200, 201, 202 }.Select(i => scaling.Scales[i]));
        Assert.Null(scaling.Means);
        Assert.Equal(0, scaling.Apply(0, 7));
    }

    [Theory]
    [InlineData(0.1f, 0.1f)] // never varies
    [InlineData(0, 0)]
    [InlineData(float.MaxValue, float.MinValue)]
    [InlineData(1e-45f, 0)] // its deviation's inverse is no 32-bit number
    [InlineData(1f, 1.0000001f)]
    public void No_value_becomes_anything_but_a_number(float first, float second)
    {
        VectorStatistics statistics = VectorStatistics.Of(Store(Dense(first), Dense(second)), [0, 1]);

        foreach (VectorScaling scaling in new[] { VectorScaling.Standard(statistics), VectorScaling.Sparse(statistics) })
        {
            Assert.True(float.IsFinite(scaling.Scales[0]));
            foreach (float value in new[] { first, second, 0, 7, float.MaxValue, float.MinValue, float.Epsilon })
                Assert.InRange(scaling.Apply(value, 0), -10_000, 10_000);
        }
        if (first == second)
            Assert.Equal(0, VectorScaling.Standard(statistics).Apply(123, 0));
    }
}
