using System.Runtime.ExceptionServices;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Runs ahead of the rows that are handed out: reads a window of rows from a cursor of its own over the network's input columns, and scores
/// them in batches of like length when the first of them is asked for.
/// </summary>
/// <remarks>
/// Windows begin small, so that a look at the first rows is quick, and grow to be sorted well. They depend on the rows alone: whatever
/// columns are asked for, a row gets the same scores. From the second window on, rows of the next one are read while other threads score, by the
/// thread that reads the scores; no other row is begun when the scores are there, but one that the source takes long for is waited for.
/// </remarks>
internal sealed class LookAhead : IDisposable
{
    private const int FirstWindow = 256;
    private const int LastWindow = 8_192;

    // Numbers of a window's rows: 16 MB, however many classes or features there are.
    private const int MostScores = 4_000_000;

    private readonly DataViewRowCursor _cursor;
    private readonly StoreLease _lease;
    private readonly Action _append;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly WindowScores _scores;
    private readonly int _mostRows;
    private List<DataViewRowId> _ids = [];
    private List<DataViewRowId> _nextIds = [];
    private ExceptionDispatchInfo? _error;
    private ExceptionDispatchInfo? _failure;
    private int _window;
    private int _row = -1;
    private bool _isScored;
    private bool _isFirst = true;
    private bool _hasBegunNext;
    private bool _hasEnded;

    /// <param name="engine">What scores.</param>
    /// <param name="cursor">Over the input columns; disposed of with this, also where this cannot be made.</param>
    public LookAhead(RowEngine engine, DataViewRowCursor cursor)
    {
        _cursor = cursor;
        _scores = new WindowScores(engine);
        _mostRows = Math.Clamp(MostScores / engine.Numbers, 1, LastWindow);
        _window = Math.Min(FirstWindow, _mostRows);
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
            _lease.Use(MoveToNextWindow);
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
        return _scores[_row];
    }

    public void Dispose()
    {
        _cursor.Dispose();
        _lease.Dispose();
    }

    private void MoveToNextWindow(RowStore store)
    {
        _isFirst = _ids.Count == 0;
        BeginNext(store);
        _error?.Throw();
        while (ReadNext())
        {
        }
        store.Complete();
        (_ids, _nextIds) = (_nextIds, _ids);
        _window = Math.Min(_window * 4, _mostRows);
        (_row, _isScored, _hasBegunNext, _failure) = (0, false, false, null);
    }

    private void Score(RowStore store)
    {
        _failure?.Throw();
        try
        {
            _scores.Compute(store, scoring => ReadWhile(scoring, store));
        }
        catch (Exception error) when (_hasBegunNext)
        {
            // The store has other rows by now: these cannot be computed again.
            _failure = ExceptionDispatchInfo.Capture(error);
            throw;
        }
        _isScored = true;
    }

    /// <summary>Reads rows of the next window until the present one is scored. An error is that of the next window.</summary>
    private void ReadWhile(Task scoring, RowStore store)
    {
        if (_isFirst)
            return;
        try
        {
            BeginNext(store);
            while (!scoring.IsCompleted && ReadNext())
            {
            }
        }
        catch (Exception error)
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }
    }

    private void BeginNext(RowStore store)
    {
        if (_hasBegunNext)
            return;
        store.Clear();
        _nextIds.Clear();
        _hasBegunNext = true;
    }

    /// <summary>Reads a row of the next window, if it has another.</summary>
    private bool ReadNext()
    {
        _hasEnded = _hasEnded || (_nextIds.Count < _window && !_cursor.MoveNext());
        if (_hasEnded || _nextIds.Count == _window)
            return false;
        DataViewRowId id = default;
        _append();
        _getId(ref id);
        _nextIds.Add(id);
        return true;
    }
}
