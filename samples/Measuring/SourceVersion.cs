using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Datasets;

namespace Measuring;

/// <summary>Which code a figure was measured with.</summary>
public static class SourceVersion
{
    /// <summary>The commit that is checked out, with a mark if files differ from it; "unknown" outside of a repository or without git.</summary>
    public static string Commit()
    {
        if (Git("rev-parse", "--short=12", "HEAD") is not { Length: > 0 } commit)
            return "unknown";
        return Git("status", "--porcelain", "--untracked-files=no") is "" ? commit : commit + " with changes";
    }

    /// <summary>A hash of sources in the repository: 16 hexadecimal digits; "unknown" outside of a repository.</summary>
    /// <inheritdoc cref="HashIn"/>
    public static string HashOf(IEnumerable<string> paths) => DatasetFolder.RepositoryRoot is { } root ? HashIn(root, paths) : "unknown";

    /// <summary>A hash of sources: 16 hexadecimal digits.</summary>
    /// <param name="root">The folder that paths start from.</param>
    /// <param name="paths">Files, and folders, of which the C# sources count; with slashes.</param>
    /// <exception cref="IOException">There is no such file or folder.</exception>
    public static string HashIn(string root, IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths.SelectMany(path => Sources(root, path)).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            // Whatever line ends git checks out.
            hash.AppendData(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(root, path)).ReplaceLineEndings("\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<string> Sources(string root, string path)
        => File.Exists(Path.Combine(root, path)) ? [path] : Directory.EnumerateFiles(Path.Combine(root, path), "*.cs", SearchOption.AllDirectories)
            .Select(source => Path.GetRelativePath(root, source).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(source => !source.Split('/').Any(part => part is "bin" or "obj"));

    private static string? Git(params string[] arguments)
    {
        try
        {
            using Process? git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = DatasetFolder.RepositoryRoot ?? Environment.CurrentDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            string output = git!.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
