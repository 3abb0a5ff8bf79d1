using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;

namespace Microsoft.ML.Acn.Interop;

/// <summary>What a failed load of torch's native libraries can be explained by.</summary>
/// <param name="System">Operating system and C library, as .NET names them: <c>linux</c>, <c>linux-musl</c>, <c>win</c>, <c>osx</c>.</param>
/// <param name="Architecture">Architecture of this process.</param>
/// <param name="HasTorch">Whether the libtorch package's main library is where this application looks for native libraries.</param>
/// <param name="HasBinding">Whether the TorchSharp package's native library is there.</param>
/// <param name="NewestLibStdCxx">Newest version tag of the system's C++ library, or null where there is no such thing.</param>
/// <param name="TorchSharpVersion">Version of the managed half of TorchSharp, which the native one must have, too.</param>
/// <param name="LoaderMessage">What the operating system's loader said.</param>
internal sealed record NativeBackendFacts(
    string System,
    Architecture Architecture,
    bool HasTorch,
    bool HasBinding,
    string? NewestLibStdCxx,
    string? TorchSharpVersion,
    string LoaderMessage)
{
    /// <summary>Collects the facts of this process.</summary>
    public static NativeBackendFacts Collect(string loaderMessage)
    {
        var system = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
            : OperatingSystem.IsLinux() ? "linux"
            : OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "unknown";
        return new(
            system,
            RuntimeInformation.ProcessArchitecture,
            IsDeployed("torch_cpu"),
            IsDeployed("LibTorchSharp"),
            system == "linux" ? FindNewestLibStdCxx() : null,
            typeof(torch).Assembly.GetName().Version?.ToString(3),
            loaderMessage);
    }

    private static bool IsDeployed(string library)
    {
        var file = OperatingSystem.IsWindows() ? library + ".dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Append(AppContext.BaseDirectory).Any(folder => File.Exists(Path.Combine(folder, file)));
    }

    /// <summary>The highest of the tags that the file of the loaded libstdc++ contains.</summary>
    private static string? FindNewestLibStdCxx()
    {
        try
        {
            NativeLibrary.TryLoad("libstdc++.so.6", out _);
            var mapping = File.ReadLines("/proc/self/maps").FirstOrDefault(line => line.Contains("/libstdc++.so.6", StringComparison.Ordinal));
            if (mapping is null)
            {
                return null;
            }

            var text = Encoding.Latin1.GetString(File.ReadAllBytes(mapping[mapping.IndexOf('/', StringComparison.Ordinal)..]));
            return Regex.Matches(text, @"GLIBCXX_(\d+\.\d+\.\d+)\0").MaxBy(tag => Version.Parse(tag.Groups[1].Value))?.Value.TrimEnd('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the explanation does without
        }
    }
}
