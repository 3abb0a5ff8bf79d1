using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// One reader's hold of a store for rows to be scored. The store goes back to its engine for the next reader, unless it is in use at the moment of
/// the disposal: two readers must never share one.
/// </summary>
internal sealed class StoreLease(RowEngine engine) : IDisposable
{
    private RowStore? _store = engine.TakeStore();

    /// <summary>Binds to a row's columns; each call of the result, within <see cref="Use"/>, appends the row's present values.</summary>
    public Action Bind(DataViewRow row) => engine.Encoder.Bind(row, _store!);

    /// <summary>Does something with the store.</summary>
    /// <exception cref="ObjectDisposedException">The reader was disposed of.</exception>
    public void Use(Action<RowStore> action)
    {
        RowStore store = Interlocked.Exchange(ref _store, null)
            ?? throw new ObjectDisposedException(nameof(DataViewRow), "These rows are read no more: their cursor or PredictionEngine was disposed of.");
        try
        {
            action(store);
        }
        finally
        {
            Volatile.Write(ref _store, store);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _store, null) is { } store)
            engine.GiveBack(store);
    }
}
