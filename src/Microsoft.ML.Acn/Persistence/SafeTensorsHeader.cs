using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// The JSON header of a safetensors file: for each tensor its type, shape and place in the data, and free texts under
/// <c>__metadata__</c> (https://huggingface.co/docs/safetensors).
/// </summary>
internal static class SafeTensorsHeader
{
    /// <summary>A header of this length has room for the deepest network many times over.</summary>
    public const int MaxLength = 1 << 20;

    private const string Metadata = "__metadata__";
    private const int Alignment = 8;

    /// <summary>The header of tensors whose data follow each other in this order; equal tensors give equal bytes.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="texts">What else the metadata say, by name.</param>
    public static byte[] Build(IEnumerable<TensorSpec> tensors, params ReadOnlySpan<(string Name, string Text)> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(Metadata);
            // Other readers ask for this entry.
            writer.WriteString("format", "pt");
            foreach ((string name, string text) in texts)
                writer.WriteString(name, text);
            writer.WriteEndObject();
            long offset = 0;
            foreach (TensorSpec tensor in tensors)
            {
                writer.WriteStartObject(tensor.Name);
                writer.WriteString("dtype", tensor.Type);
                WriteNumbers(writer, "shape", tensor.Shape);
                WriteNumbers(writer, "data_offsets", offset, offset += tensor.Bytes);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        int padded = (buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[padded];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="stream">The file, at its beginning. May read short.</param>
    /// <param name="most">The longest header that is allowed.</param>
    /// <returns>The eight bytes that hold the header's length, and the header.</returns>
    /// <exception cref="FormatException">The file ends early, or the header would be longer or cannot be one.</exception>
    public static (byte[] Length, byte[] Header) Read(Stream stream, int most)
    {
        byte[] length = ReadBytes(stream, sizeof(ulong), "the length of the header");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        return headerLength is < 2 || headerLength > (ulong)most
            ? throw new FormatException($"the header would be {headerLength} bytes long; allowed are 2 to {most}")
            : (length, ReadBytes(stream, (int)headerLength, "the header"));
    }

    /// <summary>What follows the header must be the tensors and nothing else.</summary>
    /// <exception cref="FormatException">It is longer or shorter.</exception>
    public static void CheckLength(long actual, long expected)
    {
        if (actual != expected)
            throw new FormatException($"{actual} bytes follow the header; its tensors take {expected}");
    }

    /// <summary>Reads a header; names, numbers and places are not yet compared with anything.</summary>
    /// <exception cref="FormatException">It is not a safetensors header, has a text that is no Unicode, or holds a tensor of another type than 32-bit floats and bytes.</exception>
    public static List<PlacedTensor> Parse(ReadOnlySpan<byte> header)
    {
        try
        {
            return ParseTensors(header);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or OverflowException)
        {
            throw new FormatException($"the header is not one of a safetensors file: {e.Message}", e);
        }
    }

    /// <summary>A text of the metadata, or null.</summary>
    /// <param name="header">One that <see cref="Parse"/> has read.</param>
    /// <param name="name">The text's name.</param>
    public static string? TextOf(ReadOnlyMemory<byte> header, string name)
    {
        using JsonDocument document = JsonDocument.Parse(header);
        return document.RootElement.TryGetProperty(Metadata, out JsonElement metadata) && metadata.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
    }

    private static List<PlacedTensor> ParseTensors(ReadOnlySpan<byte> header)
    {
        var tensors = new List<PlacedTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 4 });
        reader.Read();
        Expect(in reader, JsonTokenType.StartObject, "The header");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw new FormatException($"the header has two entries named '{name}'");
            reader.Read();
            Expect(in reader, JsonTokenType.StartObject, name);
            if (name == Metadata)
                CheckTexts(ref reader);
            else
                tensors.Add(ParseTensor(ref reader, name));
        }
        // Anything but white space after the object is an error, which only another read finds.
        reader.Read();
        return tensors;
    }

    private static PlacedTensor ParseTensor(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = reader.GetString()!;
            reader.Read();
            switch (property)
            {
                case "dtype" when type is null:
                    type = reader.GetString() ?? string.Empty;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"{name}.shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"{name}.data_offsets");
                    break;
                default:
                    throw new FormatException($"tensor '{name}' has an unknown or repeated property '{property}'");
            }
        }
        if (type is not (TensorSpec.DType or TensorSpec.Bytes8))
            throw new FormatException($"tensor '{name}' is of type '{type ?? "none"}', not {TensorSpec.DType}");
        if (shape is null || offsets is not { Length: 2 })
            throw new FormatException($"tensor '{name}' has no shape, or not two data offsets");
        return new PlacedTensor(new TensorSpec(name, shape) { Type = type }, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        Expect(in reader, JsonTokenType.StartArray, name);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw new FormatException($"{name} holds something else than whole numbers from 0 to {long.MaxValue}");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static void CheckTexts(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            Expect(in reader, JsonTokenType.String, $"{Metadata}.{name}");
            // A text whose bytes or escapes are no Unicode is found by reading it, here as everywhere.
            reader.GetString();
        }
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, params ReadOnlySpan<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static void Expect(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
            throw new FormatException($"{what} is {reader.TokenType}, not {type}");
    }

    private static byte[] ReadBytes(Stream stream, int count, string what)
    {
        byte[] bytes = new byte[count];
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return read == count ? bytes : throw new FormatException($"it ends after {read} of {count} bytes of {what}");
    }
}
