using System.ComponentModel;
using System.Diagnostics;

namespace Datasets;

/// <summary>npm as a child process.</summary>
internal static class Npm
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>The full path of npm, or null if it is not on the PATH. On Windows it is a command file.</summary>
    public static string? Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["npm.cmd", "npm.exe"] : ["npm"];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs npm to its end.</summary>
    /// <exception cref="DatasetException">It cannot be started, takes too long or fails; the message has its last words.</exception>
    public static void Run(string npm, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(npm, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["npm_config_update_notifier"] = "false";
        try
        {
            using Process process = Process.Start(start)!;
            // Both are read while it runs: a full pipe would stop it.
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new DatasetException($"npm has not finished within {_patience.TotalMinutes} minutes");
            }
            Task.WaitAll(output, errors);
            if (process.ExitCode != 0)
                throw new DatasetException($"npm failed ({Summary(errors.Result)})");
        }
        catch (Win32Exception e)
        {
            throw new DatasetException($"npm cannot be started ({e.Message})", e);
        }
    }

    private static string Summary(string errors)
    {
        IEnumerable<string> lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Replace("npm error ", string.Empty, StringComparison.Ordinal).Replace("npm ERR! ", string.Empty, StringComparison.Ordinal));
        string summary = string.Join("; ", lines.Take(3));
        return summary.Length > 0 ? summary : "it said nothing";
    }
}
