using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Scoring;

/// <summary>What a reader of scores has learned of words is there for the next one, and never for two at once.</summary>
public sealed class StoreLeaseTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly AcnTransformer _model;

    public StoreLeaseTests() => _model = TinyModel.Train(_context);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void A_cursor_leaves_the_words_that_it_met_to_the_next_and_no_row()
    {
        IDataView scored = _model.Transform(TinyTexts.View(_context, TinyTexts.Rows(40, seed: 3)));

        float[][] first = TinyModel.Scores(scored), second = TinyModel.Scores(scored);

        Assert.Equal(first, second);
        var store = (TextRowStore)_model.Engine.TakeStore();
        Assert.Equal(0, store.Count);
        Assert.True(store.Lexicon.Count > 2, "no word is known");
        Assert.NotSame(store, _model.Engine.TakeStore());
    }

    [Fact]
    public void Cursors_that_are_open_at_once_have_stores_of_their_own()
    {
        var stores = new HashSet<RowStore>();
        using var one = new StoreLease(_model.Engine);
        using var other = new StoreLease(_model.Engine);

        one.Use(store => stores.Add(store));
        other.Use(store => stores.Add(store));

        Assert.Equal(2, stores.Count);
    }

    [Fact]
    public void A_store_that_is_in_use_when_its_reader_is_disposed_of_goes_to_nobody()
    {
        var lease = new StoreLease(_model.Engine);
        RowStore? used = null;

        lease.Use(store =>
        {
            lease.Dispose();
            used = store;
        });

        Assert.NotSame(used, _model.Engine.TakeStore());
    }

    [Fact]
    public void A_reader_that_was_disposed_of_reads_no_more()
    {
        var lease = new StoreLease(_model.Engine);

        lease.Dispose();
        lease.Dispose();

        Assert.Throws<ObjectDisposedException>(() => lease.Use(_ => { }));
        Assert.NotSame(_model.Engine.TakeStore(), _model.Engine.TakeStore());
    }

    [Fact]
    public void Only_so_many_stores_are_kept()
    {
        StoreLease[] leases = [.. Enumerable.Range(0, 5).Select(_ => new StoreLease(_model.Engine))];
        var stores = new HashSet<RowStore>();
        Array.ForEach(leases, lease => lease.Use(store => stores.Add(store)));

        Array.ForEach(leases, lease => lease.Dispose());

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => stores.Contains(_model.Engine.TakeStore())));
    }

    [Fact]
    public void Stores_that_learn_nothing_are_not_kept()
    {
        using AcnTransformer model = TinyVectors.Train(_context);
        RowStore used = model.Engine.TakeStore();

        model.Engine.GiveBack(used);

        Assert.NotSame(used, model.Engine.TakeStore());
    }
}
