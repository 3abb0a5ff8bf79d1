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
        if (OfLinux("VmHWM") is { } peak)
            return peak;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }

    /// <summary>What of it is no file, such as a library's code, and not shared; null elsewhere than on Linux.</summary>
    public static double? Own() => OfLinux("RssAnon");

    private static double? OfLinux(string name)
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
            return null;
        string line = File.ReadLines(status).First(one => one.StartsWith($"{name}:", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
