using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>Reads a column of float vectors.</summary>
internal static class VectorColumn
{
    /// <summary>The type in words, before the number of slots is known.</summary>
    public const string AnySize = "Vector<Single> (of known size)";

    /// <summary>What is expected of the column, before the number of slots is known.</summary>
    public static InputColumn Open(string name) => new("feature", name, AnySize, IsKnownVector);

    /// <summary>What is expected of the column, once a model has learned from so many slots.</summary>
    public static InputColumn Sized(string name, int features)
        => new("feature", name, new VectorDataViewType(NumberDataViewType.Single, features).ToString(), type => IsKnownVector(type) && type.GetValueCount() == features) { AcceptsUnsized = IsKnownVector };

    public static bool IsKnownVector(DataViewType type)
        => type is VectorDataViewType { IsKnownSize: true } vector && NumberDataViewType.Single.Equals(vector.ItemType);

    /// <summary>Binds to a row; each call of the result appends the row's present vector to the store.</summary>
    public static Action Bind(DataViewRow row, VectorRowStore store, string name)
    {
        DataViewSchema.Column column = row.Schema[name];
        ValueGetter<VBuffer<float>> getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> vector = default;
        return () =>
        {
            getter(ref vector);
            ReadOnlySpan<float> values = vector.GetValues();
            for (int i = 0; i < values.Length; i++)
            {
                if (!float.IsFinite(values[i]))
                    throw NotFinite(column, vector.IsDense ? i : vector.GetIndices()[i], values[i], row.Position);
            }
            store.Append(vector);
        };
    }

    private static ArgumentException NotFinite(DataViewSchema.Column column, int slot, float value, long position)
    {
        string name = SlotName(column, slot) is { Length: > 0 } text ? $"'{text}' (slot {Text(slot)})" : $"slot {Text(slot)}";
        string what = float.IsNaN(value) ? "a missing value (NaN)" : $"the value {value.ToString(CultureInfo.InvariantCulture)}";
        return new ArgumentException(
            $"Row {Text(position + 1)} (counted from 1) has {what} in {name} of column '{column.Name}'; the network reads finite numbers only. mlContext.Transforms.ReplaceMissingValues puts others in place of missing ones.");
    }

    private static string? SlotName(DataViewSchema.Column column, int slot)
    {
        if (!column.HasSlotNames())
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.GetItemOrDefault(slot).ToString();
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
