using Datasets;

namespace SampleConsole;

/// <summary>Where a sample saves its model.</summary>
public static class ModelPath
{
    /// <summary>The whole path, of which the folder is made if it is not there: before minutes of training, not after them.</summary>
    /// <param name="given">What the user asked for, or null.</param>
    /// <param name="name">The name of the file among the models of the repository.</param>
    /// <exception cref="UsageException">There is a folder of that name.</exception>
    public static string Prepare(string? given, string name)
    {
        string path = Path.GetFullPath(given ?? Path.Combine(DatasetFolder.For("models"), name));
        if (Directory.Exists(path))
            throw new UsageException($"The model cannot be saved as {path}, which is a folder.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
