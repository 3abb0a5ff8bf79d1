using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class RowMeansTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(19)] // not a multiple of any vector register
    [InlineData(48)] // four registers, and then one by one
    [InlineData(75)] // and some features over
    [InlineData(128)]
    public void Means_of_rows_by_every_way(int width)
    {
        using var scope = NewDisposeScope();
        var random = new Random(width);
        float[] numbers = [.. Enumerable.Range(0, 9 * width).Select(_ => random.NextSingle())];
        Tensor table = tensor(numbers, [9, width]);
        RowBags bags = Bags([], [3], [0, 8, 3], [5, 5, 1, 2], []);

        float[] means = RowMeans.Of(table, bags).Numbers(), onDevice = RowMeans.OnDevice(table, bags).Numbers();

        for (int set = 0; set < bags.Count; set++)
        {
            int[] rows = bags.Rows[bags.Starts[set]..bags.Starts[set + 1]].ToArray();
            for (int at = 0; at < width; at++)
            {
                double expected = rows.Length == 0 ? 0 : rows.Average(row => (double)numbers[(row * width) + at]);
                Assert.Equal(expected, means[(set * width) + at], 1e-6);
                Assert.Equal(expected, onDevice[(set * width) + at], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(19)]
    [InlineData(75)]
    public void Sums_with_factors_by_every_way(int width)
    {
        using var scope = NewDisposeScope();
        var random = new Random(width);
        float[] numbers = [.. Enumerable.Range(0, 9 * width).Select(_ => random.NextSingle())];
        Tensor table = tensor(numbers, [9, width]);
        float[] factors = [2, -1, 0.5f, 0, 3, 0.25f, -7, 1];
        RowBags bags = Bags([], [3], [0, 8, 3], [5, 5, 1, 2], []).With(factors);

        float[] sums = RowMeans.Of(table, bags).Numbers(), onDevice = RowMeans.OnDevice(table, bags).Numbers();

        for (int set = 0; set < bags.Count; set++)
        {
            for (int at = 0; at < width; at++)
            {
                double expected = Enumerable.Range(bags.Starts[set], bags.Starts[set + 1] - bags.Starts[set])
                    .Sum(entry => (double)factors[entry] * numbers[(bags.Rows[entry] * width) + at]);
                Assert.Equal(expected, sums[(set * width) + at], 5e-6);
                Assert.Equal(expected, onDevice[(set * width) + at], 5e-6);
            }
        }
        Assert.Equal([2, -1, 0.5f, 0, 3, 0.25f, -7, 1], factors);
    }

    [Fact]
    public void A_batch_that_touches_no_row_has_means_of_zero()
    {
        using var scope = NewDisposeScope();
        Tensor table = ones(3, 4);

        Assert.Equal(new float[8], RowMeans.Of(table, Bags([], [])).Numbers());
        Assert.Equal(new float[8], RowMeans.OnDevice(table, Bags([], [])).Numbers());
    }

    internal static RowBags Bags(params int[][] sets)
    {
        int[] rows = [.. sets.SelectMany(set => set)], touched = [.. rows.Distinct()];
        return new RowBags
        {
            Starts = (int[])[0, .. sets.Select((_, i) => sets.Take(i + 1).Sum(set => set.Length))],
            Rows = rows,
            Positions = Array.ConvertAll(rows, row => Array.IndexOf(touched, row)),
            Touched = touched,
        };
    }
}
