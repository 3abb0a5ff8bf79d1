using System.Text.Json;
using System.Text.Json.Serialization;
using SampleConsole;

namespace Measuring.Arms;

/// <summary>A folder with a file for each arm that was run. A file is there whole or not at all.</summary>
public sealed class ArmStore(string folder)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // A network that diverged may have a loss that is none.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Makes the folder and tries to write to it: before hours of training, not after them.</summary>
    /// <exception cref="UsageException">It cannot be written to.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            string probe = Path.Combine(Folder, $"{Guid.NewGuid():N}.part");
            File.WriteAllText(probe, string.Empty);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"Results cannot be written to {Folder}: {e.Message}", e);
        }
    }

    /// <summary>What is kept of an arm; null if there is nothing, or nothing that can be read.</summary>
    public ArmRecord? Read(string name)
    {
        try
        {
            return JsonSerializer.Deserialize<ArmRecord>(File.ReadAllBytes(PathOf(name)), _json);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps what came of an arm, instead of what is there.</summary>
    public void Write(ArmRecord record) => AtomicFile.Write(PathOf(record.Name), JsonSerializer.SerializeToUtf8Bytes(record, _json));

    /// <summary>The file of an arm.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
