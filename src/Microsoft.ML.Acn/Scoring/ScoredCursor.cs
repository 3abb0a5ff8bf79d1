using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>A cursor over the source's columns and the added ones: the first come from the source's cursor, the others from a look-ahead in lockstep.</summary>
/// <param name="binding">What is read and added.</param>
/// <param name="source">A cursor over the columns that pass through.</param>
/// <param name="ahead">The scores, or null if no added column is asked for.</param>
/// <param name="active">The columns asked for, by index.</param>
internal sealed class ScoredCursor(RowBinding binding, DataViewRowCursor source, LookAhead? ahead, bool[] active) : DataViewRowCursor
{
    private readonly ValueGetter<DataViewRowId> _getId = source.GetIdGetter();

    public override DataViewSchema Schema => binding.Output;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

    public override bool MoveNext()
    {
        if (!source.MoveNext())
            return false;
        if (ahead is not null)
        {
            DataViewRowId id = default;
            _getId(ref id);
            ahead.MoveTo(id);
        }
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"The column '{column.Name}' was not asked for when this cursor was opened.");
        return column.Index < binding.Input.Count
            ? source.GetGetter<TValue>(binding.Input[column.Index])
            : binding.Getter<TValue>(column.Index, Present);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ahead?.Dispose();
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    private RowScore Present()
    {
        if (Position < 0)
            throw new InvalidOperationException("There is no row: values can be fetched after MoveNext has returned true, and until it returns false.");
        return ahead!.Present();
    }
}
