using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>The parts of a model as arrays that can be damaged.</summary>
/// <param name="wrap">What a part is read through.</param>
internal sealed class MemoryParts(Func<Stream, Stream>? wrap = null) : IPartWriter, IPartReader
{
    private readonly Dictionary<string, byte[]> _parts = [];

    public byte[] Config
    {
        get => _parts[ModelSerializer.ConfigPart];
        set => _parts[ModelSerializer.ConfigPart] = value;
    }

    public byte[] Weights
    {
        get => _parts[ModelSerializer.WeightsPart];
        set => _parts[ModelSerializer.WeightsPart] = value;
    }

    public string ConfigText
    {
        get => Encoding.UTF8.GetString(Config);
        set => Config = Encoding.UTF8.GetBytes(value);
    }

    public static MemoryParts Of(AcnModel model, Func<Stream, Stream>? wrap = null)
    {
        var parts = new MemoryParts(wrap);
        ModelSerializer.Write(model, parts);
        return parts;
    }

    /// <summary>The same parts, to be changed apart from these.</summary>
    public MemoryParts Copy()
    {
        var copy = new MemoryParts();
        foreach ((string name, byte[] bytes) in _parts)
            copy._parts.Add(name, [.. bytes]);
        return copy;
    }

    public byte[] this[string part]
    {
        get => _parts[part];
        set => _parts[part] = value;
    }

    public bool Has(string part) => _parts.ContainsKey(part);

    public AcnModel Load() => Load(ModelKind.Classifier);

    public AcnModel Load(ModelKind kind) => ModelSerializer.Read(this, torch.CPU, kind);

    public void Write(string name, Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        _parts[name] = stream.ToArray();
    }

    public void Read(string name, Action<Stream> read)
    {
        if (!_parts.TryGetValue(name, out byte[]? bytes))
            throw new FormatException("there is none");
        using var stream = new MemoryStream(bytes);
        read(wrap is null ? stream : wrap(stream));
    }

    public void Remove(string name) => _parts.Remove(name);

    /// <summary>Changes the configuration as somebody would who knows how its checksum is made.</summary>
    public MemoryParts Edit(string old, string replacement)
    {
        if (!ConfigText.Contains(old, StringComparison.Ordinal))
            throw new InvalidOperationException($"The configuration has no '{old}'.");
        ConfigText = ConfigText.Replace(old, replacement, StringComparison.Ordinal);
        Seal();
        return this;
    }

    /// <summary>Makes both checksums right for what the parts now hold, where there is a place for them.</summary>
    public void SealAll()
    {
        Put("\"weightsSha256\": \"", Convert.ToHexStringLower(SHA256.HashData(Weights)));
        Seal();
    }

    /// <summary>Makes the checksum of what is kept for later training right, and that of the configuration.</summary>
    public void SealContinual(string part)
    {
        string digits = Convert.ToHexStringLower(SHA256.HashData(_parts[part]));
        ConfigText = Regex.Replace(ConfigText, "(\"continual\": \\{[^}]*\"sha256\": \")[0-9a-f]{64}", "${1}" + digits);
        Seal();
    }

    /// <summary>Makes the configuration's own checksum right.</summary>
    public void Seal()
    {
        const string key = "\"sha256\": \"";
        Put(key, new string('0', 64));
        Put(key, Convert.ToHexStringLower(SHA256.HashData(Config)));
    }

    private void Put(string key, string digits)
    {
        int at = Config.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key));
        if (at >= 0 && at + key.Length + digits.Length <= Config.Length)
            Encoding.ASCII.GetBytes(digits).CopyTo(Config.AsSpan(at + key.Length));
    }
}
