using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using TorchSharp;

namespace Measuring;

/// <summary>What a figure depends on besides the code.</summary>
public static class MachineFacts
{
    public static string Hardware() => $"{CpuModel()}, {Environment.ProcessorCount} logical cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB, {(torch.get_num_threads() is var threads and not 1 ? $"{threads} threads" : "1 thread")} of torch";

    public static string Software()
        => $"{OperatingSystemName()}, {RuntimeInformation.FrameworkDescription}, ML.NET {VersionOf(typeof(MLContext))}, TorchSharp {VersionOf(typeof(torch))} (libtorch {torch.__version__})";

    private static string VersionOf(Type type)
        => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private static string CpuModel()
    {
        const string cpuInfo = "/proc/cpuinfo";
        string? model = File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1]
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return model?.Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string OperatingSystemName()
    {
        const string release = "/etc/os-release";
        string? name = File.Exists(release)
            ? File.ReadLines(release).FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?.Split('=')[1].Trim('"')
            : null;
        return name ?? RuntimeInformation.OSDescription;
    }
}
