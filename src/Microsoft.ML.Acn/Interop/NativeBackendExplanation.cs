using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Puts into words why torch's native libraries did not load: what is missing, what there is, what to do.</summary>
internal static partial class NativeBackendExplanation
{
    private const string LibTorchVersion = "2.10.0";

    /// <summary>The one most likely reason, in the order in which the loader meets them.</summary>
    public static string Explain(NativeBackendFacts facts)
    {
        if (FindPackage(facts) is not string package)
        {
            return $"TorchSharp has no native libraries for {facts.System}-{Name(facts.Architecture)}: "
                + "it runs on 64-bit Linux with glibc (x64), on Windows (x64, arm64) and on macOS (arm64).";
        }

        if (MissingFunction().Match(facts.LoaderMessage) is { Success: true } function)
        {
            return $"The native libraries of torch that this application loads are of another version: they lack the function {function.Groups["name"].Value}. "
                + $"It needs those of TorchSharp {facts.TorchSharpVersion} and of {package} {LibTorchVersion}{GpuAlternative(facts)}: "
                + "build or publish the application anew into an empty folder, and deploy its folder 'runtimes' too.";
        }

        if (!facts.HasTorch)
        {
            return $"No native backend of torch is beside this application. Add <PackageReference Include=\"{package}\" Version=\"{LibTorchVersion}\" /> "
                + $"to the project of the application{GpuAlternative(facts)}.";
        }

        if (!facts.HasBinding)
        {
            return "The native library of the TorchSharp package is not beside this application, although libtorch is: "
                + "build or publish the application anew, and deploy its folder 'runtimes' too.";
        }

        var missingVersion = MissingVersion().Match(facts.LoaderMessage).Groups["tag"].Value;
        return missingVersion switch
        {
            "" => $"Torch's native libraries are beside this application, but this system does not load them{Hint(facts)}. It says: {LastLines(facts.LoaderMessage)}",
            "GLIBCXX_3.4.32" => $"TorchSharp's native library asks for {missingVersion} (GCC 13) and {HasLibStdCxx(facts)}. "
                + "Build the application on this system, or with -p:AcnPatchTorchSharp=always for it: the package's build targets then correct the library. "
                + "On a system with GCC 13's C++ library it loads as it is.",
            _ => $"Torch's native libraries ask for {missingVersion}, which this system lacks ({HasLibStdCxx(facts)}): it is too old for TorchSharp, which needs glibc 2.34.",
        };
    }

    private static string? FindPackage(NativeBackendFacts facts) => (facts.System, facts.Architecture) switch
    {
        ("linux", Architecture.X64) => "libtorch-cpu-linux-x64",
        ("win", Architecture.X64) => "libtorch-cpu-win-x64",
        ("win", Architecture.Arm64) => "libtorch-cpu-win-arm64",
        ("osx", Architecture.Arm64) => "libtorch-cpu-osx-arm64",
        _ => null,
    };

    private static string GpuAlternative(NativeBackendFacts facts) => (facts.System, facts.Architecture) switch
    {
        ("linux", Architecture.X64) => ", or TorchSharp-cuda-linux in its place for a GPU",
        ("win", Architecture.X64) => ", or TorchSharp-cuda-windows in its place for a GPU",
        _ => "",
    };

    private static string Hint(NativeBackendFacts facts) =>
        facts.System == "win" ? " (they need the Microsoft Visual C++ Redistributable)" : "";

    private static string HasLibStdCxx(NativeBackendFacts facts) =>
        facts.NewestLibStdCxx is string newest ? $"this system's libstdc++ ends at {newest}" : "no libstdc++ was found on this system";

    private static string Name(Architecture architecture) => architecture.ToString().ToLowerInvariant();

    /// <summary>.NET begins with advice; the loader's own words follow, one line for each file that was tried.</summary>
    private static string LastLines(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var telling = lines.Skip(1).Where(line => !line.EndsWith("No such file or directory", StringComparison.Ordinal)).ToArray();
        return string.Join(' ', telling.Length > 0 ? telling : lines);
    }

    [GeneratedRegex(@"version [`'](?<tag>[A-Z]+_[0-9.]+)' not found")]
    private static partial Regex MissingVersion();

    [GeneratedRegex("entry point named '(?<name>[^']+)'")]
    private static partial Regex MissingFunction();
}
