using System.Diagnostics;
using Measuring;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>Programs that are run to their end.</summary>
internal static class ChildProgram
{
    /// <summary>What this program writes when it is started anew.</summary>
    /// <exception cref="BenchmarkException">It fails.</exception>
    public static string OutputOfThis(params string[] arguments)
    {
        IReadOnlyList<string> program = ThisProgram.Command();
        return OutputOf(program[0], [.. program.Skip(1), .. arguments]);
    }

    /// <summary>What a program writes.</summary>
    /// <exception cref="BenchmarkException">It fails.</exception>
    public static string OutputOf(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchmarkException($"{Path.GetFileName(program)} {arguments.FirstOrDefault()} failed: {errors.Result.Trim()}");
    }
}
