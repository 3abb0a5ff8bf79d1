using System.Diagnostics;
using System.Globalization;

namespace Measuring.Arms;

/// <summary>Runs an arm in a process of its own, which is this program again with another command line, on one thread.</summary>
/// <param name="store">Where the process leaves the arm's record.</param>
/// <param name="facts">What this program knows of the run.</param>
/// <param name="command">The command line for an arm's name.</param>
public sealed class ArmProcess(ArmStore store, RunFacts facts, Func<string, IEnumerable<string>> command)
{
    /// <summary>What is started: a file, and arguments that come before those of the arm. This program, by default.</summary>
    public IReadOnlyList<string> Program { get; init; } = ThisProgram.Command();

    /// <summary>Runs an arm to its end.</summary>
    /// <returns>Its record, as the process left it, or one of its failure.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ArmRecord Run(Arm arm, IArmListener listener, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        // What an earlier run left must not pass for this one's.
        File.Delete(store.PathOf(arm.Name));
        using Process process = Process.Start(StartOf(arm))!;
        using CancellationTokenRegistration end = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (process.StandardOutput.ReadLine() is { } line)
            ArmLines.Pass(line, listener);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (store.Read(arm.Name) is { } record)
            return record;
        string last = errors.Result.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault("without a word");
        ArmRecord failure = ArmExecution.Failed(arm, facts, clock.Elapsed, string.Create(CultureInfo.InvariantCulture, $"the process ended with code {process.ExitCode}: {last}"));
        store.Write(failure);
        return failure;
    }

    private ProcessStartInfo StartOf(Arm arm)
    {
        var start = new ProcessStartInfo(Program[0], [.. Program.Skip(1), .. command(arm.Name)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Scoring, too, on one thread.
        start.Environment["OMP_NUM_THREADS"] = "1";
        return start;
    }
}
