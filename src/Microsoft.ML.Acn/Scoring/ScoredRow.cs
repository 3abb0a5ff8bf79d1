using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>A live row with the added columns, computed once for each position of the row below it. Used by one thread at a time.</summary>
internal sealed class ScoredRow : DataViewRow
{
    private readonly RowBinding _binding;
    private readonly DataViewRow _source;
    private readonly bool[] _active;
    private readonly StoreLease? _lease;
    private readonly Action? _append;
    private readonly Action<RowStore> _score;
    private readonly float[] _scores;
    private int _depth;
    private long _scoredPosition = -1;

    public ScoredRow(RowBinding binding, DataViewRow source, bool[] active)
    {
        _binding = binding;
        _source = source;
        _active = active;
        _scores = new float[binding.Engine.Numbers];
        _score = Score;
        if (binding.NeedsNetwork(active))
        {
            _lease = new StoreLease(binding.Engine);
            _append = _lease.Bind(source);
        }
    }

    public override DataViewSchema Schema => _binding.Output;

    public override long Position => _source.Position;

    public override long Batch => _source.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"The column '{column.Name}' was not asked for when this row was made.");
        return column.Index < _binding.Input.Count
            ? _source.GetGetter<TValue>(_binding.Input[column.Index])
            : _binding.Getter<TValue>(column.Index, Present);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            _lease?.Dispose();
        }
        base.Dispose(disposing);
    }

    private RowScore Present()
    {
        if (Position != _scoredPosition || Position < 0)
        {
            _lease!.Use(_score);
            _scoredPosition = Position;
        }
        return new RowScore(_scores, _depth);
    }

    private void Score(RowStore store)
    {
        store.Clear();
        _append!();
        store.Complete();
        // What cannot be read stays so.
        Array.Fill(_scores, float.NaN);
        _depth = RowScore.NoDepth;
        if (store.ProblemOf(0) is not null)
            return;
        if (_binding.Engine.SuitsOneThread(store.LengthOf(0)))
            ScoringThreads.Run(() => Run(store));
        else
            Run(store);
    }

    private void Run(RowStore store) => _binding.Engine.Run(store, [0], _scores, new Span<int>(ref _depth));
}
