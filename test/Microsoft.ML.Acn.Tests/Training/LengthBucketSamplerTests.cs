using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class LengthBucketSamplerTests
{
    private static readonly TextRowStore _store = Lengths(1_000);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    [InlineData(65_536)]
    public void Every_row_comes_once_an_epoch(int batchSize)
    {
        int[] rows = [.. Enumerable.Range(0, 1_000).Where(row => row % 3 != 0)];

        List<int[]> batches = LengthBucketSampler.Epoch(_store, rows, batchSize, new Random(1));

        Assert.Equal(rows, batches.SelectMany(batch => batch).Order());
        Assert.Equal((rows.Length + batchSize - 1) / batchSize, batches.Count);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, batchSize));
    }

    [Fact]
    public void A_seed_decides_the_epoch_and_the_next_epoch_is_another()
    {
        Random first = new(4), second = new(4);

        List<int[]> epoch = LengthBucketSampler.Epoch(_store, _store.All(), 16, first);
        Assert.Equal(epoch, LengthBucketSampler.Epoch(_store, _store.All(), 16, second));
        List<int[]> next = LengthBucketSampler.Epoch(_store, _store.All(), 16, first);
        Assert.NotEqual(epoch, next);
        // Not only the order of the batches changes, but who is with whom.
        Assert.InRange(epoch.Select(Members).Intersect(next.Select(Members)).Count(), 0, epoch.Count / 10);

        static string Members(int[] batch) => string.Join(' ', batch.Order());
    }

    [Fact]
    public void Rows_of_like_length_are_together_so_that_little_is_padded()
    {
        List<int[]> batches = LengthBucketSampler.Epoch(_store, _store.All(), 16, new Random(1));

        int tokens = _store.All().Sum(_store.LengthOf), padded = batches.Sum(batch => batch.Length * batch.Max(_store.LengthOf));
        Assert.InRange((double)padded / tokens, 1, 1.08); // at random it would be 1.9
    }

    [Fact]
    public void Short_rows_do_not_all_come_first()
    {
        List<int[]> batches = LengthBucketSampler.Epoch(_store, _store.All(), 16, new Random(1));

        double first = batches.Take(batches.Count / 2).Average(batch => batch.Average(_store.LengthOf));
        double second = batches.Skip(batches.Count / 2).Average(batch => batch.Average(_store.LengthOf));
        Assert.InRange(first / second, 0.6, 1.6); // sorted it would be 0.33
    }

    private static TextRowStore Lengths(int count)
    {
        var random = new Random(1);
        return TestTexts.Store([.. Enumerable.Range(0, count).Select(_ => string.Join(' ', Enumerable.Repeat("w", random.Next(1, 60))))]);
    }
}
