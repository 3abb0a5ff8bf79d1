using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Continual;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

public sealed class ReplayRowsTests : IDisposable
{
    private readonly AcnNetwork _network = TestNetworks.Randomized(TestNetworks.Config());

    private TextEncoder Encoder => TestNetworks.Encoder(_network);

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Old_rows_are_repeated_until_they_are_as_many_as_the_new_ones()
    {
        KeptRows kept = Choose(2, null, ["old cat", "old dog", "old mat"], [0, 1, 1]);
        TrainingSet set = Set(["a", "b", "c", "d", "e", "f", "g"], [2, 2, 2, 2, 2, 2, 2]) with { Weights = [1, 3, 1, 3, 1, 3, 9] };

        (TrainingSet mixed, RowSplit split) = ReplayRows.Mix(kept, set, new RowSplit([0, 1, 2, 3, 4, 5], [6]), Encoder);

        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 0, 1, 1], mixed.Labels);
        Assert.Equal([2f, 2, 2], mixed.Weights![7..]); // the mean of the rows that are trained on
        Assert.Equal([0, 1, 2, 3, 4, 5, 7, 8, 9, 7, 8, 9], split.Training);
        Assert.Equal([6], split.Validation);
        Assert.Equal(["old", "cat"], ((TextRowStore)mixed.Store).Row(7));
    }

    [Fact]
    public void Every_row_that_was_seen_has_the_same_chance_of_being_kept()
    {
        // Ten rows in a first run and thirty in a second, of which eight may be kept.
        int old = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            KeptRows first = Choose(8, null, [.. Enumerable.Repeat("old", 10)], new int[10], seed);
            KeptRows both = Choose(8, first, [.. Enumerable.Repeat("new", 30)], new int[30], 1_000 + seed);
            Assert.Equal(8, both.Rows.Count);
            Assert.Equal((40L, 2), (both.Seen[0], both.Fits));
            old += both.Rows.Count(row => row.Input.SequenceEqual(first.Rows[0].Input));
        }

        Assert.Equal(0.25, old / 3_200.0, 0.03);
    }

    [Fact]
    public void Classes_without_new_rows_keep_theirs_and_small_ones_all_they_have()
    {
        KeptRows first = Choose(3, null, ["a", "b", "c", "d", "e"], [0, 0, 0, 0, 1]);

        KeptRows next = Choose(3, first, ["f"], [2]);

        Assert.Equal([0, 0, 0, 1, 2], next.Rows.Select(row => row.Label));
        Assert.Equal([4L, 1, 1, 0], next.Seen);
        Assert.Subset(first.Rows.Select(row => Convert.ToHexString(row.Input)).ToHashSet(), next.Rows.Take(4).Select(row => Convert.ToHexString(row.Input)).ToHashSet());
    }

    private static TrainingSet Set(string[] texts, int[] labels) => new(TestTexts.Store(texts), labels, null, 4);

    private KeptRows Choose(int most, KeptRows? old, string[] texts, int[] labels, int seed = 1)
        => ReplayRows.Choose(most, old, Set(texts, labels), [.. Enumerable.Range(0, texts.Length)], Encoder, new Random(seed));
}
