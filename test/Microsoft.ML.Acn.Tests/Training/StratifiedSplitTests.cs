using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class StratifiedSplitTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Every_class_gives_its_share_within_one_row_and_keeps_one(double fraction)
    {
        int[] sizes = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 40, 0, 7, 200, 1, 11, 5, 5, 5, 5];
        int[] labels = Labels(sizes);

        (int[] training, int[] validation) = StratifiedSplit.Draw(labels, sizes.Length, fraction, new Random(1));

        Assert.Equal(Enumerable.Range(0, labels.Length), training.Concat(validation).Order());
        for (int label = 0; label < sizes.Length; label++)
        {
            int held = validation.Count(row => labels[row] == label);
            if (sizes[label] == 0)
                continue;
            Assert.InRange(held, Math.Min(sizes[label] * fraction, sizes[label] - 1) - 1.000001, (sizes[label] * fraction) + 1.000001);
            Assert.InRange(sizes[label] - held, 1, sizes[label]);
        }
    }

    [Fact]
    public void Classes_of_one_row_do_not_empty_the_large_class_behind_them()
    {
        int[] labels = Labels([.. Enumerable.Repeat(1, 100), 30]);

        (_, int[] validation) = StratifiedSplit.Draw(labels, 101, 0.1, new Random(1));

        Assert.InRange(validation.Length, 2, 4);
    }

    [Fact]
    public void Many_small_classes_give_their_share_together()
    {
        int[] labels = Labels([.. Enumerable.Repeat(4, 100)]);

        (_, int[] validation) = StratifiedSplit.Draw(labels, 100, 0.1, new Random(1));

        Assert.InRange(validation.Length, 39, 41);
    }

    [Fact]
    public void A_seed_decides_the_rows_and_both_parts_rise()
    {
        int[] labels = Labels([50, 50]);

        (int[] training, int[] validation) = StratifiedSplit.Draw(labels, 2, 0.3, new Random(7));

        Assert.Equal(validation, StratifiedSplit.Draw(labels, 2, 0.3, new Random(7)).Validation);
        Assert.NotEqual(validation, StratifiedSplit.Draw(labels, 2, 0.3, new Random(8)).Validation);
        Assert.Equal(training.Order(), training);
        Assert.Equal(validation.Order(), validation);
        Assert.Equal(30, validation.Length);
    }

    [Fact]
    public void A_share_of_zero_holds_nothing_back()
        => Assert.Empty(StratifiedSplit.Draw(Labels([5, 9]), 2, 0, new Random(1)).Validation);

    /// <summary>Labels with so many rows of each class, mixed.</summary>
    private static int[] Labels(int[] sizes)
    {
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        new Random(3).Shuffle(labels);
        return labels;
    }
}
