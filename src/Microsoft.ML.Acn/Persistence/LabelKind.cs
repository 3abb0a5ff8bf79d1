using System.Text.Json;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Reads the value that the reader stands on.</summary>
internal delegate T JsonValueReader<T>(ref Utf8JsonReader reader);

/// <summary>What <see cref="LabelValues"/> needs to know of one type of key values. Arrays passed in are of that type's raw values.</summary>
internal abstract class LabelKind(string name, PrimitiveDataViewType itemType)
{
    /// <summary>The type's name in the model file.</summary>
    public string Name { get; } = name;

    public PrimitiveDataViewType ItemType { get; } = itemType;

    /// <summary>The same raw values as another type: those of a key.</summary>
    public abstract LabelKind As(PrimitiveDataViewType type);

    /// <summary>The dense key values of a column, in copies that hold on to nothing of the column's.</summary>
    public abstract Array ReadAnnotation(DataViewSchema.Column column);

    public abstract string GetText(Array values, int index);

    public abstract bool AreEqual(Array first, Array second);

    /// <summary>For each of <paramref name="from"/> the first position of an equal value in <paramref name="to"/>, or -1.</summary>
    public abstract int[] FindAll(Array from, Array to);

    /// <summary>Some values and, behind them, those at some positions of others.</summary>
    public abstract Array Append(Array values, Array others, IReadOnlyList<int> positions);

    public abstract void WriteJson(Utf8JsonWriter writer, Array values);

    /// <summary>Reads a JSON array; the reader stands on its start.</summary>
    public abstract Array ReadJson(ref Utf8JsonReader reader);
}

/// <inheritdoc/>
internal sealed class LabelKind<T>(
    string name,
    PrimitiveDataViewType itemType,
    Func<T, string> toText,
    Action<Utf8JsonWriter, T> write,
    JsonValueReader<T> read,
    IEqualityComparer<T>? comparer = null,
    Func<T, T>? copy = null) : LabelKind(name, itemType)
    where T : notnull
{
    private readonly IEqualityComparer<T> _comparer = comparer ?? EqualityComparer<T>.Default;

    public override LabelKind As(PrimitiveDataViewType type) => new LabelKind<T>(Name, type, toText, write, read, comparer, copy);

    public override Array ReadAnnotation(DataViewSchema.Column column)
    {
        VBuffer<T> buffer = default;
        column.GetKeyValues(ref buffer);
        T[] values = [.. buffer.DenseValues()];
        return copy is null ? values : Array.ConvertAll(values, value => copy(value));
    }

    public override string GetText(Array values, int index) => toText(((T[])values)[index]);

    public override bool AreEqual(Array first, Array second) => ((T[])first).AsSpan().SequenceEqual((T[])second, _comparer);

    public override int[] FindAll(Array from, Array to)
    {
        var values = (T[])to;
        var positions = new Dictionary<T, int>(values.Length, _comparer);
        for (int i = 0; i < values.Length; i++)
            positions.TryAdd(values[i], i);
        return Array.ConvertAll((T[])from, value => positions.TryGetValue(value, out int position) ? position : -1);
    }

    public override Array Append(Array values, Array others, IReadOnlyList<int> positions) => (T[])[.. (T[])values, .. positions.Select(position => ((T[])others)[position])];

    public override void WriteJson(Utf8JsonWriter writer, Array values)
    {
        writer.WriteStartArray();
        foreach (T value in (T[])values)
            write(writer, value);
        writer.WriteEndArray();
    }

    public override Array ReadJson(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"An array of label values was expected, not {reader.TokenType}.");
        var values = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            values.Add(read(ref reader));
        return values.ToArray();
    }
}
