using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Makes sure, at first use, that the loaded ML.NET is one whose internals this package was tested with.</summary>
/// <remarks>
/// The package calls internal members of ML.NET, which may change from one minor version to the next. A clear sentence
/// at the start is worth more than a missing method in the middle of a training.
/// </remarks>
internal static class MlNetVersionProbe
{
    /// <summary>What the tests ran with. Later patches of the same minor version are accepted too.</summary>
    private const string TestedVersion = "5.0.1";

    private static readonly Lazy<bool> Checked = new(() =>
    {
        Check(typeof(IHostEnvironment).Assembly);
        Check(typeof(MLContext).Assembly);
        return true;
    });

    /// <summary>Checks Microsoft.ML.Core and Microsoft.ML.Data at the first call; later calls cost nothing.</summary>
    /// <exception cref="NotSupportedException">One of them is of a version that was not tested.</exception>
    public static void EnsureSupported() => _ = Checked.Value;

    /// <summary>Checks one assembly by its informational version, the assembly version being 1.0.0.0 for ever.</summary>
    internal static void Check(Assembly assembly) =>
        Check(assembly.GetName().Name!, assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    internal static void Check(string assembly, string? informationalVersion)
    {
        var number = informationalVersion?.Split('+', '-')[0]; // without the commit and a preview's name
        var tested = Version.Parse(TestedVersion);
        if (!Version.TryParse(number, out var found) || found < tested || found.Major != tested.Major || found.Minor != tested.Minor)
        {
            throw new NotSupportedException(
                $"Microsoft.ML.Acn was tested with ML.NET {TestedVersion} (later {tested.ToString(2)} patches are accepted), but {assembly} is of version {number ?? "unknown"}: reference Microsoft.ML {TestedVersion}.");
        }
    }
}
