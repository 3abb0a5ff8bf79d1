using System.Security.Cryptography;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Reliability;

/// <summary>A model in a folder, saved in both ways: as two plain files and as ML.NET's file.</summary>
internal static class SavedModels
{
    private const string Name = "model";

    private static readonly string[] _files = [Name + ".json", Name + ".safetensors", Name + ".zip"];

    public static void Save(MLContext ml, AcnTransformer model, DataViewSchema schema, string folder)
    {
        model.SaveWeights(Path.Combine(folder, Name));
        ml.Model.SaveAtomically(model, schema, Path.Combine(folder, Name + ".zip"));
    }

    /// <summary>Copies the models of one folder to another.</summary>
    public static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    /// <summary>What tells the model of the two files from others; null if it cannot be loaded.</summary>
    public static string? HashOfFiles(string folder) => HashOf(() => AcnTransformer.LoadWeights(new MLContext(), Path.Combine(folder, Name)));

    /// <summary>What tells the model of ML.NET's file from others; null if it cannot be loaded.</summary>
    public static string? HashOfArchive(string folder) => HashOf(() => (AcnTransformer)new MLContext().Model.Load(Path.Combine(folder, Name + ".zip"), out _));

    /// <summary>Files in a folder that are neither a checkpoint nor a model that keeps no rows.</summary>
    public static IEnumerable<string> Strays(string folder)
        => Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Where(name => name != KilledRun.Checkpoint && !_files.Contains(name));

    /// <summary>Makes files look as if nobody had written to them for a day.</summary>
    public static void Age(string folder)
    {
        foreach (string stray in Strays(folder))
            File.SetLastWriteTimeUtc(Path.Combine(folder, stray), DateTime.UtcNow.AddDays(-1));
    }

    private static string? HashOf(Func<AcnTransformer> load)
    {
        string folder = Directory.CreateTempSubdirectory("acn-loaded-").FullName;
        try
        {
            using AcnTransformer model = load();
            model.SaveWeights(Path.Combine(folder, Name));
            return string.Concat(_files.Take(2).Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file))))));
        }
        catch (Exception e) when (e is FormatException or IOException || e.InnerException is FormatException)
        {
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
