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

    /// <summary>A hash of the C# sources of some folders of the repository: 16 hexadecimal digits; "unknown" outside of a repository.</summary>
    /// <param name="folders">Their paths from the repository's root, with slashes.</param>
    public static string HashOf(params string[] folders)
    {
        if (DatasetFolder.RepositoryRoot is not { } root)
            return "unknown";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in folders.SelectMany(folder => Sources(root, folder)).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            // Whatever line ends git checks out.
            hash.AppendData(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(root, path)).ReplaceLineEndings("\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<string> Sources(string root, string folder)
        => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"));

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
