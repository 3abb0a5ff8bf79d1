using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Data;
using static System.Globalization.CultureInfo;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>All types that key values can have.</summary>
internal static class LabelKinds
{
    private static readonly LabelKind[] All =
    [
        new LabelKind<ReadOnlyMemory<char>>(
            "text",
            TextDataViewType.Instance,
            value => value.ToString(),
            (writer, value) => ExactText.Write(writer, value.Span),
            (ref reader) => ExactText.Read(ref reader).AsMemory(),
            new ContentComparer(),
            value => value.ToString().AsMemory()),
        new LabelKind<bool>("boolean", BooleanDataViewType.Instance, value => value.ToString(), (writer, value) => writer.WriteBooleanValue(value), (ref reader) => reader.GetBoolean()),
        Number<sbyte>("sbyte", NumberDataViewType.SByte, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetSByte()),
        Number<byte>("byte", NumberDataViewType.Byte, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetByte()),
        Number<short>("int16", NumberDataViewType.Int16, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetInt16()),
        Number<ushort>("uint16", NumberDataViewType.UInt16, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetUInt16()),
        Number<int>("int32", NumberDataViewType.Int32, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetInt32()),
        Number<uint>("uint32", NumberDataViewType.UInt32, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetUInt32()),
        Number<long>("int64", NumberDataViewType.Int64, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetInt64()),
        Number<ulong>("uint64", NumberDataViewType.UInt64, (writer, value) => writer.WriteNumberValue(value), (ref reader) => reader.GetUInt64()),
        Number<float>("single", NumberDataViewType.Single, WriteSingle, ReadSingle),
        Number<double>("double", NumberDataViewType.Double, WriteDouble, ReadDouble),
        Moment("dateTime", DateTimeDataViewType.Instance, MomentText.Of, MomentText.ParseDateTime),
        Moment("dateTimeOffset", DateTimeOffsetDataViewType.Instance, MomentText.Of, MomentText.ParseDateTimeOffset),
        Moment("timeSpan", TimeSpanDataViewType.Instance, MomentText.Of, MomentText.ParseTimeSpan),
        Moment("rowId", RowIdDataViewType.Instance, MomentText.Of, MomentText.ParseRowId),
    ];

    /// <summary>The kind of a type, or null if it has none.</summary>
    public static LabelKind? Of(DataViewType type) => type is KeyDataViewType key
        ? Array.Find(All, kind => kind.ItemType is NumberDataViewType && kind.ItemType.RawType == key.RawType)?.As(key)
        : Array.Find(All, kind => kind.ItemType.Equals(type));

    /// <summary>The kind that a model file names, or null.</summary>
    public static LabelKind? Named(string name) => Array.Find(All, kind => kind.Name == name);

    private static LabelKind<T> Number<T>(string name, NumberDataViewType type, Action<Utf8JsonWriter, T> write, JsonValueReader<T> read)
        where T : struct, IFormattable
        => new(name, type, value => value.ToString(null, InvariantCulture), write, read);

    private static LabelKind<T> Moment<T>(string name, PrimitiveDataViewType type, Func<T, string> toText, Func<string, T> parse)
        where T : struct
        => new(name, type, toText, (writer, value) => writer.WriteStringValue(toText(value)), (ref reader) => parse(reader.GetString() ?? string.Empty));

    // JSON has no infinities and no NaN; these are written by their bits, so that no NaN loses its payload.
    private static void WriteSingle(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(BitConverter.SingleToUInt32Bits(value).ToString("x8", InvariantCulture));
    }

    private static float ReadSingle(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? BitConverter.UInt32BitsToSingle(uint.Parse(reader.GetString()!, NumberStyles.AllowHexSpecifier, InvariantCulture))
        : reader.GetSingle();

    private static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(BitConverter.DoubleToUInt64Bits(value).ToString("x16", InvariantCulture));
    }

    private static double ReadDouble(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
        ? BitConverter.UInt64BitsToDouble(ulong.Parse(reader.GetString()!, NumberStyles.AllowHexSpecifier, InvariantCulture))
        : reader.GetDouble();

    /// <summary>Equality of characters, not of memory.</summary>
    private sealed class ContentComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span);
    }
}
