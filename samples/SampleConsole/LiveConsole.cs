using Spectre.Console;

namespace SampleConsole;

/// <summary>What the output can do.</summary>
public static class LiveConsole
{
    /// <summary>Whether lines can be written anew: not where the output goes to a file.</summary>
    public static bool IsAvailable { get; } = AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi && !Console.IsOutputRedirected;
}
