namespace Datasets;

/// <summary>A package of Debian or a system made of it, obtained by <c>apt-get download</c>. It is not installed, and whoever reads its files checks them.</summary>
/// <param name="Name">The package.</param>
internal sealed record AptPackage(string Name)
{
    // One language, as the messages may be shown; and no question, as nobody could answer it.
    private static readonly Dictionary<string, string> _environment = new() { ["LC_ALL"] = "C", ["DEBIAN_FRONTEND"] = "noninteractive" };

    /// <summary>
    /// Copies files of the package into a folder. A file appears there whole or not at all. Needs no root, and neither reads nor changes the
    /// system's package lists, which containers have often thrown away.
    /// </summary>
    /// <param name="paths">Paths within the package.</param>
    /// <param name="folder">The folder, which exists.</param>
    /// <exception cref="DatasetException">apt-get or dpkg is missing or fails, or the package lacks a file.</exception>
    public void Fetch(IEnumerable<string> paths, string folder)
    {
        ChildProcess apt = Find("apt-get"), dpkg = Find("dpkg");
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("apt-");
        try
        {
            string work = temporary.FullName;
            string[] own = OwnFolders(work);
            apt.Run(work, [.. own, "update"]);
            apt.Run(work, [.. own, "download", Name]);
            string archive = Directory.EnumerateFiles(work, "*.deb").FirstOrDefault()
                ?? throw new DatasetException($"apt-get has not written the package {Name}");
            dpkg.Run(work, ["-x", archive, "content"]);
            foreach (string path in paths)
                Copy(Path.Combine(work, "content", path), folder);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static ChildProcess Find(string name)
        => new(name, ChildProcess.Find(name) ?? throw new DatasetException($"{name} is not installed")) { Environment = _environment };

    /// <summary>Options of apt-get that keep it within a folder.</summary>
    private static string[] OwnFolders(string work)
    {
        string lists = Path.Combine(work, "lists"), cache = Path.Combine(work, "cache");
        Directory.CreateDirectory(Path.Combine(lists, "partial"));
        Directory.CreateDirectory(Path.Combine(cache, "archives", "partial"));
        // As root it would otherwise download as a user who may not read the folder.
        return ["-q", "-o", $"Dir::State::Lists={lists}", "-o", $"Dir::Cache={cache}", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root"];
    }

    private void Copy(string path, string folder)
    {
        if (!File.Exists(path))
            throw new DatasetException($"the package {Name} lacks {Path.GetFileName(path)}");
        string kept = Path.Combine(folder, Path.GetFileName(path));
        string partial = $"{kept}.{Guid.NewGuid():N}.part";
        File.Copy(path, partial);
        File.Move(partial, kept, overwrite: true);
    }
}
