using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>Rows of numbers, each in the shorter form: all of them, or those that are not zero with their slots.</summary>
internal sealed class VectorRowStore : RowStore
{
    private readonly ChunkedList<float> _values = new();
    private readonly ChunkedList<int> _slots = new();
    private readonly List<Entry> _rows = [];
    private TouchedRows? _touched;

    /// <summary>F, the slots of a row; 0 before there is one.</summary>
    public int Features { get; private set; }

    public override int Count => _rows.Count;

    /// <summary>Vectors are one token each: any of them go well together in a batch.</summary>
    public override int LengthOf(int row) => 1;

    public VectorRow this[int row]
    {
        get
        {
            Entry entry = _rows[row];
            return new VectorRow(
                _values.Slice(entry.Values, entry.Count),
                entry.IsDense ? default : _slots.Slice(entry.Slots, entry.Count),
                entry.IsDense);
        }
    }

    /// <exception cref="ArgumentException">The vector's length is not that of the others.</exception>
    public void Append(in VBuffer<float> vector)
    {
        if (_rows.Count == 0)
            Features = vector.Length;
        else if (vector.Length != Features)
            throw new ArgumentException($"A vector has {vector.Length} slots where those before it have {Features}.", nameof(vector));

        ReadOnlySpan<float> values = vector.GetValues();
        int filled = values.Length - values.Count(0f);
        // A slot's number takes as much room as its value.
        if (2 * (long)filled >= vector.Length && vector.IsDense)
        {
            values.CopyTo(_values.Append(values.Length, out ChunkedList<float>.Place place));
            _rows.Add(new Entry(place, default, values.Length, IsDense: true));
            return;
        }
        AppendFilled(values, vector.IsDense ? default : vector.GetIndices(), vector.IsDense, filled);
    }

    /// <summary>The working memory for the rows that a training batch touches in a table of as many rows as there are slots.</summary>
    public TouchedRows Touched()
    {
        _touched ??= new TouchedRows(Features);
        _touched.Clear();
        return _touched;
    }

    public override void Clear()
    {
        _values.Clear();
        _slots.Clear();
        _rows.Clear();
    }

    private void AppendFilled(ReadOnlySpan<float> values, ReadOnlySpan<int> slots, bool isDense, int filled)
    {
        Span<float> keptValues = _values.Append(filled, out ChunkedList<float>.Place valuesAt);
        Span<int> keptSlots = _slots.Append(filled, out ChunkedList<int>.Place slotsAt);
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            keptValues[next] = values[i];
            keptSlots[next++] = isDense ? i : slots[i];
        }
        _rows.Add(new Entry(valuesAt, slotsAt, filled, IsDense: false));
    }

    private readonly record struct Entry(ChunkedList<float>.Place Values, ChunkedList<int>.Place Slots, int Count, bool IsDense);
}

/// <summary>A stored row.</summary>
/// <param name="values">All F numbers of a dense row; else those that are not zero.</param>
/// <param name="slots">The slot of each value, rising; empty in a dense row.</param>
/// <param name="isDense">Whether there is a value for every slot.</param>
internal readonly ref struct VectorRow(ReadOnlySpan<float> values, ReadOnlySpan<int> slots, bool isDense)
{
    public ReadOnlySpan<float> Values { get; } = values;

    private readonly ReadOnlySpan<int> _slots = slots;

    /// <summary>The slot of a value.</summary>
    /// <param name="i">Position in <see cref="Values"/>.</param>
    public int SlotOf(int i) => isDense ? i : _slots[i];
}
