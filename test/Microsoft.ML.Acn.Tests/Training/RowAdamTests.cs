using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>Held against AdamW over the whole table in 64 bits, as in Loshchilov and Hutter 2019, algorithm 2.</summary>
public class RowAdamTests
{
    private const int TableRows = 6;

    [Theory]
    [InlineData(8, 0.0)]
    [InlineData(8, 0.3)]
    [InlineData(11, 0.3)] // not a multiple of any vector register
    public void It_is_adamw_when_every_row_is_touched(int width, double decay) => Compare(width, decay, clip: 1, (_, _) => true);

    [Fact]
    public void Rows_that_are_touched_now_and_then_decay_at_every_step_and_keep_their_moments() => Compare(8, 0.3, clip: 1, (step, row) => (step + 3) % (row + 1) == 0);

    [Fact]
    public void A_row_that_is_never_touched_only_decays() => Compare(8, 0.3, clip: 1, (_, row) => row != 2);

    [Fact]
    public void Clipping_scales_the_gradient_and_nothing_else() => Compare(8, 0.3, clip: 0.125, (step, row) => (step + row) % 2 == 0);

    [Fact]
    public void With_an_anchor_the_distance_from_it_decays() => Compare(8, 0.3, clip: 1, (step, row) => row != 2 && (step + 3) % (row + 1) == 0, hasAnchor: true);

    [Fact]
    public void A_row_at_its_anchor_that_is_never_touched_stays_there_to_the_bit()
    {
        using var scope = NewDisposeScope();
        Tensor anchor = full([2, 3], 0.1f);
        using var table = new Parameter(anchor.clone(), requires_grad: false);
        using var adam = new RowAdam(table, 0.9, anchor);
        RowBags bags = RowMeansTests.Bags([], [1]);

        for (int step = 0; step < 5; step++)
        {
            adam.CatchUp(bags.Touched!);
            adam.Accumulate(bags, ones(2, 3));
            adam.Step(bags.Touched!, 0.1, 1);
        }
        adam.DecayAll();
        adam.CatchUp([0]);

        Assert.Equal([0.1f, 0.1f, 0.1f], table.Numbers()[..3]);
        Assert.All(table.Numbers()[3..], number => Assert.True(number < -0.2));
    }

    [Fact]
    public void A_gradient_of_means_reaches_each_row_by_its_share()
    {
        using var scope = NewDisposeScope();
        using var table = new Parameter(zeros(4, 2), requires_grad: false);
        using var adam = new RowAdam(table, 0);
        // Set 1 is row 3; set 2 is rows 0 and 3; set 3 is row 0 twice and row 1; set 0 is empty.
        RowBags bags = RowMeansTests.Bags([], [3], [0, 3], [0, 0, 1]);

        double squaredNorm = adam.Accumulate(bags, tensor(new float[] { 99, 99, 1, -2, 4, 0, 3, 6 }, [4, 2])).SquaredNorm();

        double[] row0 = [(4 / 2.0) + (3 * 2 / 3.0), 6 * 2 / 3.0], row1 = [3 / 3.0, 6 / 3.0], row3 = [1 + (4 / 2.0), -2];
        Assert.Equal(row0.Concat(row1).Concat(row3).Sum(g => g * g), squaredNorm, 1e-4);
        // The first step of Adam is the learning rate times the sign of the gradient.
        adam.Step(bags.Touched!, 0.1, 1);
        TestNetworks.AssertClose([-0.1f, -0.1f, -0.1f, -0.1f, 0, 0, -0.1f, 0.1f], table.Numbers(), 1e-6);
    }

    [Fact]
    public void A_gradient_of_sums_reaches_each_row_by_its_factor()
    {
        using var scope = NewDisposeScope();
        using var table = new Parameter(zeros(4, 2), requires_grad: false);
        using var adam = new RowAdam(table, 0);
        RowBags bags = RowMeansTests.Bags([], [3], [0, 3], [0, 0, 1]).With([2, -1, 0.5f, 3, 4, -2]);

        double squaredNorm = adam.Accumulate(bags, tensor(new float[] { 99, 99, 1, -2, 4, 0, 3, 6 }, [4, 2])).SquaredNorm();

        double[] row0 = [(-1 * 4) + ((3 + 4) * 3), (3 + 4) * 6], row1 = [-2 * 3, -2 * 6], row3 = [(2 * 1) + (0.5 * 4), 2 * -2];
        Assert.Equal(row0.Concat(row1).Concat(row3).Sum(g => g * g), squaredNorm, 1e-3);
        adam.Step(bags.Touched!, 0.1, 1);
        TestNetworks.AssertClose([-0.1f, -0.1f, 0.1f, 0.1f, 0, 0, -0.1f, 0.1f], table.Numbers(), 1e-6);
    }

    [Fact]
    public void A_step_that_touches_nothing_still_decays()
    {
        using var scope = NewDisposeScope();
        using var table = new Parameter(ones(3, 2), requires_grad: false);
        using var adam = new RowAdam(table, 0.5);
        RowBags bags = RowMeansTests.Bags([], []);

        adam.CatchUp(bags.Touched!);
        Assert.Equal(0, adam.Accumulate(bags, ones(2, 2)).SquaredNorm());
        adam.Step(bags.Touched!, 0.2, 1);
        adam.DecayAll();

        TestNetworks.AssertClose([0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f], table.Numbers(), 1e-6);
    }

    private static void Compare(int width, double decay, double clip, Func<int, int, bool> isTouched, bool hasAnchor = false)
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        double[] weights = Random(TableRows * width), means = new double[weights.Length], squares = new double[weights.Length];
        using var table = new Parameter(tensor(Array.ConvertAll(weights, weight => (float)weight), [TableRows, width]), requires_grad: false);
        double[] anchor = hasAnchor ? Random(weights.Length) : new double[weights.Length];
        using var adam = new RowAdam(table, decay, hasAnchor ? tensor(Array.ConvertAll(anchor, number => (float)number), [TableRows, width]) : null);
        for (int step = 1; step <= 40; step++)
        {
            double rate = 0.05 / step;
            int[] touched = [.. Enumerable.Range(0, TableRows).Where(row => isTouched(step, row))];
            double[] gradient = Random(touched.Length * width);
            RowBags bags = RowMeansTests.Bags([.. touched.Select(row => new[] { row })]);

            adam.CatchUp(touched);
            AssertRows(touched, "before the step");
            adam.Accumulate(bags, tensor(Array.ConvertAll(gradient, g => (float)g), [touched.Length, width]));
            adam.Step(touched, rate, clip);

            for (int at = 0; at < weights.Length; at++)
            {
                weights[at] = anchor[at] + ((weights[at] - anchor[at]) * (1 - (rate * decay)));
                int position = Array.IndexOf(touched, at / width);
                if (position < 0)
                    continue;
                double g = clip * gradient[(position * width) + (at % width)];
                means[at] = (0.9 * means[at]) + (0.1 * g);
                squares[at] = (0.999 * squares[at]) + (0.001 * g * g);
                weights[at] -= rate * (means[at] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(squares[at] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
            AssertRows(touched, "after the step");
        }
        adam.DecayAll();
        AssertRows([.. Enumerable.Range(0, TableRows)], "at the end");
        adam.DecayAll();
        AssertRows([.. Enumerable.Range(0, TableRows)], "when nothing is left to make up for");

        double[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() * 2) - 1)];

        void AssertRows(int[] rows, string when)
        {
            float[] actual = table.Numbers();
            foreach (int at in rows.SelectMany(row => Enumerable.Range(row * width, width)))
                Assert.True(Math.Abs(weights[at] - actual[at]) < 2e-6, $"Row {at / width} is {actual[at]} and not {weights[at]} {when}.");
        }
    }
}
