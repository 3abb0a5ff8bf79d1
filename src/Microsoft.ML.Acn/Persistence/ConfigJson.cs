using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The part <c>config.json</c> to and from a stream.</summary>
internal static class ConfigJson
{
    /// <summary>Nesting of objects and arrays; five is the most that is written.</summary>
    public const int MaxDepth = 16;

    /// <summary>More bytes than ten million words take.</summary>
    public const int MaxLength = 1 << 29;

    /// <summary>Ten million words, as many labels, and what else there is: texts, objects and arrays, each of which takes many times its bytes in the file. Numbers do not.</summary>
    public const int MaxObjects = 21_000_000;

    private static readonly JsonSerializerOptions Strict = Options(JsonUnmappedMemberHandling.Disallow);
    private static readonly JsonSerializerOptions Lenient = Options(JsonUnmappedMemberHandling.Skip);

    /// <summary>Writes a configuration; the checksum in it is computed here.</summary>
    /// <exception cref="InvalidOperationException">It could not be read back.</exception>
    public static void Write(Stream stream, ModelConfig config) => stream.Write(Serialize(config));

    /// <summary>The bytes of a configuration; the checksum in it is computed here.</summary>
    /// <exception cref="InvalidOperationException">It could not be read back.</exception>
    public static byte[] Serialize(ModelConfig config)
    {
        try
        {
            ConfigCheck.All(config);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"The model cannot be saved: {e.Message}.", e);
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(config with { Sha256 = ConfigSeal.Blank }, Strict);
        if (json.Length > MaxLength || CountObjects(json) > MaxObjects)
            throw new InvalidOperationException($"The model cannot be saved: its configuration has more than {MaxLength} bytes, or {MaxObjects} texts, objects and arrays.");
        ConfigSeal.Find(json).Close(json);
        return json;
    }

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="FormatException">It is damaged, from a newer version, or says what cannot be.</exception>
    public static ModelConfig Read(Stream stream)
    {
        using MemoryStream bytes = ReadBounded(stream);
        ReadOnlySpan<byte> json = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        try
        {
            ConfigSeal seal = ConfigSeal.Find(json);
            seal.Verify(json);
            if (CountObjects(json) is var objects and > MaxObjects)
                throw new FormatException($"it has {objects} texts, objects and arrays, more than {MaxObjects}");
            ModelConfig config = JsonSerializer.Deserialize<ModelConfig>(json, seal.Version.MayHaveUnknownProperties ? Lenient : Strict)
                ?? throw new FormatException("it is null");
            ConfigCheck.All(config);
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            throw new FormatException($"it is not the JSON of a model: {e.Message}", e);
        }
    }

    /// <summary>Counts before anything is made of what is counted.</summary>
    private static int CountObjects(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        int objects = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray)
                objects++;
        }
        return objects;
    }

    private static MemoryStream ReadBounded(Stream stream)
    {
        var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (bytes.Length + read > MaxLength)
                throw new FormatException($"it is longer than {MaxLength} bytes");
            bytes.Write(buffer, 0, read);
        }
        return bytes;
    }

    private static JsonSerializerOptions Options(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = unmapped,
            MaxDepth = MaxDepth,
            AllowDuplicateProperties = false,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // Words of all scripts stay readable; nobody pastes this file into HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            IndentSize = 1,
            NewLine = "\n",
        };
        options.Converters.Add(new ExactText());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }
}
