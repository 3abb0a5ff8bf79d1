using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Runs ahead of the rows that are handed out: reads a window of rows from a cursor of its own over the network's input columns, and scores
/// them in batches of like length when the first of them is asked for.
/// </summary>
/// <remarks>
/// Windows begin small, so that a look at the first rows is quick, and grow to be sorted well. They depend on the rows alone: whatever
/// columns are asked for, a row gets the same scores.
/// </remarks>
internal sealed class LookAhead : IDisposable
{
    private const int FirstWindow = 256;
    private const int LastWindow = 8_192;

    // Numbers of a window's rows: 16 MB, however many classes or features there are.
    private const int MostScores = 4_000_000;

    private readonly RowEngine _engine;
    private readonly DataViewRowCursor _cursor;
    private readonly StoreLease _lease;
    private readonly Action _append;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly LengthBatches _batches = new();
    private readonly List<DataViewRowId> _ids = [];
    private float[] _scores = [];
    private int[] _depths = [];
    private float[] _batchScores = [];
    private int[] _batchDepths = [];
    private int _window;
    private int _row = -1;
    private bool _isScored;

    private int MostRows => Math.Clamp(MostScores / _engine.Numbers, 1, LastWindow);

    /// <param name="engine">What scores.</param>
    /// <param name="cursor">Over the input columns; disposed of with this, also where this cannot be made.</param>
    public LookAhead(RowEngine engine, DataViewRowCursor cursor)
    {
        _engine = engine;
        _cursor = cursor;
        _window = Math.Min(FirstWindow, MostRows);
        try
        {
            _lease = new StoreLease(engine);
            _append = _lease.Bind(cursor);
            _getId = cursor.GetIdGetter();
        }
        catch
        {
            _lease?.Dispose();
            cursor.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next row, which must be the one with this identifier.</summary>
    public void MoveTo(DataViewRowId id)
    {
        if (++_row == _ids.Count)
            _lease.Use(Fill);
        if (_row >= _ids.Count || !_ids[_row].Equals(id))
        {
            throw new InvalidOperationException(
                "The data gave its rows in another order, or other rows, when it was read a second time. Scoring reads the input columns ahead of the others: "
                + "cache the data (mlContext.Data.Cache) if its source is not repeatable.");
        }
    }

    /// <summary>The present row's.</summary>
    public RowScore Present()
    {
        if (!_isScored)
            _lease.Use(Score);
        return new RowScore(_scores.AsSpan(_row * _engine.Numbers, _engine.Numbers), _depths[_row]);
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _lease.Dispose();
    }

    private void Fill(RowStore store)
    {
        store.Clear();
        _ids.Clear();
        _row = 0;
        _isScored = false;
        DataViewRowId id = default;
        while (_ids.Count < _window && _cursor.MoveNext())
        {
            _append();
            _getId(ref id);
            _ids.Add(id);
        }
        store.Complete();
        _window = Math.Min(_window * 4, MostRows);
    }

    private void Score(RowStore store)
    {
        int numbers = _engine.Numbers;
        if (_scores.Length < store.Count * numbers)
            _scores = new float[checked(store.Count * numbers)];
        if (_depths.Length < store.Count)
            _depths = new int[store.Count];
        // What no batch has, because it cannot be read, stays so.
        _scores.AsSpan(0, store.Count * numbers).Fill(float.NaN);
        _depths.AsSpan(0, store.Count).Fill(RowScore.NoDepth);
        foreach (ReadOnlyMemory<int> part in _batches.Of(store))
        {
            ReadOnlySpan<int> batch = part.Span;
            if (_batchDepths.Length < batch.Length)
                (_batchScores, _batchDepths) = (new float[batch.Length * numbers], new int[batch.Length]);
            _engine.Run(store, batch, _batchScores.AsSpan(0, batch.Length * numbers), _batchDepths.AsSpan(0, batch.Length));
            for (int i = 0; i < batch.Length; i++)
            {
                _batchScores.AsSpan(i * numbers, numbers).CopyTo(_scores.AsSpan(batch[i] * numbers));
                _depths[batch[i]] = _batchDepths[i];
            }
        }
        _isScored = true;
    }
}
