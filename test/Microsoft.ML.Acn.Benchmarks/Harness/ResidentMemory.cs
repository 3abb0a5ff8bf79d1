using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>What the process holds of the machine's memory, in MB.</summary>
internal static class ResidentMemory
{
    public static double Now()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }

    /// <summary>The most so far. Linux keeps it itself; .NET reads it from there as well, but some versions give 0.</summary>
    public static double Peak()
    {
        const string status = "/proc/self/status";
        if (File.Exists(status))
        {
            string line = File.ReadLines(status).First(one => one.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
