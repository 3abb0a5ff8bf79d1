using System.ComponentModel;
using System.Diagnostics;

namespace Datasets;

/// <summary>A program of the system's, run to its end without a terminal.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Path">Its full path.</param>
internal sealed record ChildProcess(string Name, string Path)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    /// <summary>What the program writes before an error, left out where its last words are told.</summary>
    public IReadOnlyList<string> ErrorPrefixes { get; init; } = [];

    /// <summary>Variables that are set for the program beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The full path of a program, or null if no folder of the PATH has it.</summary>
    /// <param name="names">What the program's file may be called.</param>
    public static string? Find(params string[] names)
    {
        string[] folders = (System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders.SelectMany(folder => names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs the program to its end.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="arguments">Its command line.</param>
    /// <exception cref="DatasetException">It cannot be started, takes too long or fails; the message has its last words.</exception>
    public void Run(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Environment)
            start.Environment[name] = value;
        try
        {
            using Process process = Process.Start(start)!;
            // Both are read while it runs: a full pipe would stop it.
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(_patience))
            {
                process.Kill(entireProcessTree: true);
                throw new DatasetException($"{Name} has not finished within {_patience.TotalMinutes} minutes");
            }
            Task.WaitAll(output, errors);
            if (process.ExitCode != 0)
                throw new DatasetException($"{Name} failed ({Summary(errors.Result)})");
        }
        catch (Win32Exception e)
        {
            throw new DatasetException($"{Name} cannot be started ({e.Message})", e);
        }
    }

    private string Summary(string errors)
    {
        IEnumerable<string> lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ErrorPrefixes.Aggregate(line, (rest, prefix) => rest.Replace(prefix, string.Empty, StringComparison.Ordinal)));
        string summary = string.Join("; ", lines.Take(3));
        return summary.Length > 0 ? summary : "it said nothing";
    }
}
