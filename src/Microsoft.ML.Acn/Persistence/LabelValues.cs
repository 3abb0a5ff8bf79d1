using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// What the keys of a label column stand for, in key order: the value of key <c>i + 1</c> (ML.NET counts keys from 1 and keeps 0 for
/// "missing") is at position <c>i</c>. Immutable, and equal by type and values.
/// </summary>
[JsonConverter(typeof(LabelValuesConverter))]
internal sealed class LabelValues : IEquatable<LabelValues>
{
    private readonly LabelKind? _kind;
    private readonly Array? _values;

    internal LabelValues(LabelKind kind, Array values)
    {
        _kind = kind;
        _values = values;
        Count = values.Length;
    }

    private LabelValues(int count) => Count = count;

    /// <summary>The number of keys.</summary>
    public int Count { get; }

    /// <summary>The type of the values, or null where keys have none.</summary>
    public PrimitiveDataViewType? ItemType => _kind?.ItemType;

    internal LabelKind? Kind => _kind;

    internal Array? Values => _values;

    /// <summary>Keys that stand for nothing but their number.</summary>
    public static LabelValues WithoutValues(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new LabelValues(count);
    }

    /// <summary>Keys that stand for values of any type that ML.NET gives key values.</summary>
    public static LabelValues Of<T>(PrimitiveDataViewType itemType, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(itemType);
        ArgumentNullException.ThrowIfNull(values);
        if (itemType.RawType != typeof(T) || LabelKinds.Of(itemType) is not { } kind)
            throw new ArgumentException($"Values of type {typeof(T)} cannot be key values of type {itemType}.", nameof(itemType));
        return new LabelValues(kind, (T[])values.Clone());
    }

    /// <summary>The keys of a column and what they stand for.</summary>
    /// <exception cref="ArgumentException">It is no key column, or has more keys than an array has places.</exception>
    /// <exception cref="NotSupportedException">Its key values are of a type that cannot be saved.</exception>
    public static LabelValues FromColumn(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key || key.Count > (ulong)Array.MaxLength)
            throw new ArgumentException($"Column '{column.Name}' is of type {column.Type}, not a key of limited count.", nameof(column));
        int count = (int)key.Count;
        // The same test that ML.NET makes: anything but a vector with one value for each key counts as no key values.
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is not VectorDataViewType vector || vector.Size != count)
            return WithoutValues(count);
        LabelKind kind = LabelKinds.Of(vector.ItemType)
            ?? throw new NotSupportedException($"The key values of column '{column.Name}' are of type {vector.ItemType}, which cannot be saved with a model.");
        return new LabelValues(kind, kind.ReadAnnotation(column));
    }

    /// <summary>Copies the values, for annotations.</summary>
    /// <typeparam name="T">The raw type of <see cref="ItemType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The values are of another type, or there are none.</exception>
    public void CopyTo<T>(ref VBuffer<T> destination)
    {
        if (_values is not T[] values)
            throw new InvalidOperationException($"The label has {(_kind is null ? "no values" : $"values of type {_kind.ItemType}")}, none of type {typeof(T)}.");
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>The value at a position as text in the invariant culture; the position itself where keys have no values.</summary>
    public string GetText(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _kind is null ? index.ToString(CultureInfo.InvariantCulture) : _kind.GetText(_values!, index);
    }

    /// <summary>
    /// For each position of <paramref name="other"/> the position of the same value here, or -1 where there is none. Values of another type
    /// are never the same; keys without values are the same by their number.
    /// </summary>
    public int[] MapFrom(LabelValues other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // Equal lists map one to one even if a value stands at two positions.
        if (Equals(other) || (_kind is null && other._kind is null))
            return [.. Enumerable.Range(0, other.Count).Select(position => position < Count ? position : -1)];
        if (_kind is null || other._kind is null || !_kind.ItemType.Equals(other._kind.ItemType))
            return [.. Enumerable.Repeat(-1, other.Count)];
        return _kind.FindAll(other._values!, _values!);
    }

    /// <summary>These values and behind them those of another list that are not among them. Both are of the same type; of keys without values it is the longer list.</summary>
    public LabelValues UnionWith(LabelValues other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int[] places = MapFrom(other);
        int[] missing = [.. Enumerable.Range(0, other.Count).Where(position => places[position] < 0)];
        if (missing.Length == 0)
            return this;
        return _kind is null ? WithoutValues(Count + missing.Length) : new LabelValues(_kind, _kind.Append(_values!, other._values!, missing));
    }

    public bool Equals(LabelValues? other)
    {
        if (other is null || Count != other.Count)
            return false;
        if (_kind is null || other._kind is null)
            return _kind is null && other._kind is null;
        return _kind.ItemType.Equals(other._kind.ItemType) && _kind.AreEqual(_values!, other._values!);
    }

    public override bool Equals(object? obj) => Equals(obj as LabelValues);

    public override int GetHashCode() => HashCode.Combine(Count, _kind?.Name);
}
