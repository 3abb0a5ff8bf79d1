using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Label values as JSON: <c>{ "count": 3, "type": "text", "values": ["a", "b", "c"] }</c>; without values the count alone; with
/// <c>"keyCount"</c> where the values are keys themselves.
/// </summary>
internal sealed class LabelValuesConverter : JsonConverter<LabelValues>
{
    public override void Write(Utf8JsonWriter writer, LabelValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", value.Count);
        if (value.Kind is { } kind)
        {
            writer.WriteString("type", kind.Name);
            if (kind.ItemType is KeyDataViewType key)
                writer.WriteNumber("keyCount", key.Count);
            writer.WritePropertyName("values");
            kind.WriteJson(writer, value.Values!);
        }
        writer.WriteEndObject();
    }

    public override LabelValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"Label values are an object, not {reader.TokenType}.");
        int? count = null;
        LabelKind? kind = null;
        Array? values = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "count" when count is null:
                    count = reader.GetInt32();
                    break;
                case "type" when kind is null:
                    string? type = reader.GetString();
                    kind = LabelKinds.Named(type ?? string.Empty) ?? throw new JsonException($"There is no label type '{type}'.");
                    break;
                case "keyCount" when kind is { ItemType: NumberDataViewType } && values is null:
                    kind = AsKey(kind, reader.GetUInt64());
                    break;
                case "values" when kind is not null && values is null:
                    values = kind.ReadJson(ref reader);
                    break;
                default:
                    throw new JsonException($"Label values cannot have a property '{name}' at this place; they are count, type, keyCount, values, in this order.");
            }
        }
        if (count is null or < 0 || (kind is null) != (values is null) || (values is not null && values.Length != count))
            throw new JsonException("Label values are incomplete, or their count is wrong.");
        return kind is null ? LabelValues.WithoutValues(count.Value) : new LabelValues(kind, values!);
    }

    private static LabelKind AsKey(LabelKind kind, ulong count)
    {
        Type raw = kind.ItemType.RawType;
        if (!KeyDataViewType.IsValidDataType(raw) || count == 0 || count > raw.ToMaxInt())
            throw new JsonException($"There is no key of type '{kind.Name}' with {count} values.");
        return kind.As(new KeyDataViewType(raw, count));
    }
}
