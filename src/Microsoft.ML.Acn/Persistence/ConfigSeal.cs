using System.Security.Cryptography;
using System.Text.Json;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// The checksum that <c>config.json</c> carries of itself: SHA-256 of its bytes, with zeros in place of the checksum's own 64 digits. Without
/// it a flipped bit in a word of the vocabulary would go unseen.
/// </summary>
internal sealed class ConfigSeal
{
    private readonly int _position;

    private ConfigSeal(SchemaVersion version, int position)
    {
        Version = version;
        _position = position;
    }

    /// <summary>What stands in place of a checksum while it is computed.</summary>
    public static string Blank { get; } = new('0', 2 * SHA256.HashSizeInBytes);

    public SchemaVersion Version { get; }

    /// <summary>Finds version and checksum, looking at nothing that a newer version may have changed.</summary>
    /// <exception cref="FormatException">It is not JSON or not a model's configuration, or from a version that cannot be read.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static ConfigSeal Find(ReadOnlySpan<byte> json)
    {
        string? format = null, version = null;
        int position = -1;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ConfigJson.MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("it is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("format"))
                format = ReadString(ref reader);
            else if (reader.ValueTextEquals("version"))
                version = ReadString(ref reader);
            else if (reader.ValueTextEquals("sha256") && ReadString(ref reader).Length == Blank.Length && reader.ValueSpan.Length == Blank.Length)
                position = (int)reader.TokenStartIndex + 1;
            else
                reader.Skip();
        }
        // Anything but white space after the object is an error, which only another read finds.
        reader.Read();

        if (format != ModelConfig.FormatName)
            throw new FormatException($"it does not say that its format is \"{ModelConfig.FormatName}\"");
        SchemaVersion parsed = SchemaVersion.Parse(version ?? "none");
        return position >= 0 ? new ConfigSeal(parsed, position) : throw new FormatException("it has no checksum \"sha256\"");
    }

    /// <summary>Writes the checksum into its place.</summary>
    public void Close(Span<byte> json)
    {
        string digits = Compute(json);
        for (int i = 0; i < digits.Length; i++)
            json[_position + i] = (byte)digits[i];
    }

    /// <exception cref="FormatException">The checksum is not that of these bytes.</exception>
    public void Verify(ReadOnlySpan<byte> json)
    {
        string expected = Compute(json);
        for (int i = 0; i < expected.Length; i++)
        {
            if (json[_position + i] != expected[i])
                throw new FormatException("its bytes do not have the SHA-256 that it states: it is damaged, or was changed by hand");
        }
    }

    private string Compute(ReadOnlySpan<byte> json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(json[.._position]);
        hash.AppendData("0000000000000000000000000000000000000000000000000000000000000000"u8);
        hash.AppendData(json[(_position + Blank.Length)..]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
    }
}
