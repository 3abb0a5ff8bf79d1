using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Tests.Inputs;

public class LengthBatchesTests
{
    [Fact]
    public void Every_row_is_in_one_batch_and_the_lengths_rise()
    {
        int[] lengths = Lengths(3_000, longest: 300);

        int[][] batches = Batches(lengths);

        int[] order = [.. batches.SelectMany(batch => batch)];
        Assert.Equal(Enumerable.Range(0, lengths.Length), order.Order());
        Assert.Equal(lengths.Order(), order.Select(row => lengths[row]));
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 128));
        Assert.All(batches, batch => Assert.True(batch.Length == 1 || batch.Length * lengths[batch[^1]] <= 8_192));
    }

    [Theory]
    [InlineData(500, 1.42)]
    [InlineData(5_000, 1.2)]
    public void Little_is_padded_however_different_the_rows_are(int rows, double most)
    {
        int[] lengths = Lengths(rows, longest: 60);

        int[][] batches = Batches(lengths);

        int padded = batches.Sum(batch => batch.Length * lengths[batch[^1]]);
        Assert.True(padded < most * lengths.Sum(), $"{padded} tokens for {lengths.Sum()}");
        Assert.True(batches.Length < 16 + (rows / 64), $"{batches.Length} batches");
    }

    [Fact]
    public void Chosen_rows_come_alone()
    {
        int[] lengths = [5, 1, 9, 3, 7];

        Assert.Equal([1, 3, 2], new LengthBatches().Of(new StoreOf(lengths), [3, 2, 1]).SelectMany(batch => batch.ToArray()));
    }

    [Fact]
    public void Rows_of_one_length_fill_their_batches()
        => Assert.Equal([128, 128, 44], Batches([.. Enumerable.Repeat(9, 300)]).Select(batch => batch.Length));

    [Fact]
    public void What_was_asked_before_does_not_matter()
    {
        var batches = new LengthBatches();
        int[] many = Lengths(900, longest: 50), few = [5, 1, 9, 3, 7];
        _ = batches.Of(new StoreOf(many)).Count();

        Assert.Equal([1, 3, 0, 4, 2], batches.Of(new StoreOf(few)).SelectMany(batch => batch.ToArray()));
    }

    [Fact]
    public void What_was_asked_before_cannot_be_read_after_another_question()
    {
        var batches = new LengthBatches();
        IEnumerable<ReadOnlyMemory<int>> first = batches.Of(new StoreOf([1, 2, 3]));
        _ = batches.Of(new StoreOf([4, 5]));

        Assert.Throws<InvalidOperationException>(() => first.Count());
    }

    private static int[][] Batches(int[] lengths) => [.. new LengthBatches().Of(new StoreOf(lengths)).Select(batch => batch.ToArray())];

    private static int[] Lengths(int count, int longest)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => 1 + (int)(longest * random.NextDouble() * random.NextDouble()))];
    }

    private sealed class StoreOf(int[] lengths) : RowStore
    {
        public override int Count => lengths.Length;

        public override int LengthOf(int row) => lengths[row];

        public override void Clear() => throw new NotSupportedException();
    }
}
