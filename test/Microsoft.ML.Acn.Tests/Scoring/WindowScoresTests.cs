using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Scoring;

/// <summary>A window's batches by several threads at once, which begin where torch has several.</summary>
[Collection(GlobalTorchState.Name)]
public sealed class WindowScoresTests : IDisposable
{
    private readonly AcnTransformer _model = TinyModel.Train(new MLContext(seed: 1));

    public void Dispose() => _model.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Rows_have_the_scores_that_one_thread_gives_them(int threads)
    {
        RowStore store = StoreOf(TinyTexts.Rows(1_000, seed: 3));
        float[][] expected = Compute(store, 1), found = Compute(store, threads);

        RowBits.AssertSame(expected, found);
        Assert.True(found.DistinctBy(row => row[0]).Count() > 100, "rows are not told apart");
    }

    [Fact]
    public void The_store_is_the_caller_s_again_while_others_compute()
    {
        RowStore store = StoreOf(TinyTexts.Rows(1_000, seed: 3));
        float[][] expected = Compute(store, 1);
        using var set = new ThreadScope(2);
        var scores = new WindowScores(_model.Engine);
        Task? waitedFor = null;

        scores.Compute(store, scoring =>
        {
            store.Clear();
            waitedFor = scoring;
        });

        Assert.True(waitedFor!.IsCompletedSuccessfully);
        Assert.Equal(0, store.Count);
        RowBits.AssertSame(expected, Enumerable.Range(0, expected.Length).Select(row => scores[row].Numbers.ToArray()));
    }

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 20)]
    public void One_thread_or_one_batch_is_computed_by_the_caller(int threads, int rows)
    {
        RowStore store = StoreOf([.. Enumerable.Repeat(new TextRow { Text = "dog and cat" }, Math.Min(rows, 20)), .. TinyTexts.Rows(Math.Max(rows - 20, 0))]);
        using var set = new ThreadScope(threads);
        var scores = new WindowScores(_model.Engine);

        scores.Compute(store, _ => Assert.Fail("others compute"));

        Assert.Equal(3, scores[rows - 1].Numbers.Length);
        Assert.Equal(_model.Depth, scores[rows - 1].ExitDepth);
    }

    [Fact]
    public void An_error_of_a_batch_comes_to_the_caller_when_all_has_ended()
    {
        RowStore store = StoreOf(TinyTexts.Rows(1_000));
        using var set = new ThreadScope(2);
        var scores = new WindowScores(_model.Engine);
        Task? scoring = null;
        _model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => scores.Compute(store, all => scoring = all));

        Assert.True(scoring!.IsFaulted);
    }

    [Fact]
    public void An_error_of_the_caller_s_is_thrown_when_all_batches_have_ended()
    {
        RowStore store = StoreOf(TinyTexts.Rows(1_000));
        using var set = new ThreadScope(2);
        var scores = new WindowScores(_model.Engine);
        Task? scoring = null;

        Assert.Throws<InvalidDataException>(() => scores.Compute(store, all =>
        {
            scoring = all;
            throw new InvalidDataException();
        }));

        Assert.True(scoring!.IsCompletedSuccessfully);
    }

    private static TextRowStore StoreOf(IEnumerable<TextRow> rows)
    {
        var store = new TextRowStore();
        foreach (TextRow row in rows)
            store.Append(row.Text, default, isPair: false, new TextFeatureRules(true, 64));
        return store;
    }

    private float[][] Compute(RowStore store, int threads)
    {
        using var set = new ThreadScope(threads);
        var scores = new WindowScores(_model.Engine);
        int rows = store.Count;
        scores.Compute(store, static _ => { });
        return [.. Enumerable.Range(0, rows).Select(row => scores[row].Numbers.ToArray())];
    }
}
