using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Strings to JSON and back without the loss of a single UTF-16 unit. JSON has no way to say a lone surrogate (its writers replace it), so a
/// string with one becomes <c>{ "utf16": "..." }</c>: base64 of its units, low byte first. All others are plain JSON strings.
/// </summary>
internal sealed class ExactText : JsonConverter<string>
{
    private const string Property = "utf16";

    /// <summary>Nulls come here as well, to be refused.</summary>
    public override bool HandleNull => true;

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => Write(writer, value);

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<char> value)
    {
        if (IsWellFormed(value))
        {
            writer.WriteStringValue(value);
            return;
        }
        writer.WriteStartObject();
        writer.WriteBase64String(Property, MemoryMarshal.AsBytes(value));
        writer.WriteEndObject();
    }

    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString()!;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"A text was expected, not {reader.TokenType}.");
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(Property))
            throw new JsonException($"A text is a string or an object with the one property '{Property}'.");
        reader.Read();
        byte[] bytes = reader.GetBytesFromBase64();
        if (bytes.Length % sizeof(char) != 0)
            throw new JsonException($"'{Property}' has an odd number of bytes.");
        reader.Read();
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException($"'{Property}' is followed by another property.");
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    /// <summary>Whether every surrogate is one of a pair.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }
}
