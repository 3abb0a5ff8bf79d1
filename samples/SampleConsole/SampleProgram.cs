using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace SampleConsole;

/// <summary>What is around a sample: its exit code, and one sentence on the standard error for what a user can put right.</summary>
public static class SampleProgram
{
    /// <returns>The exit code.</returns>
    public static int Run(Action sample)
    {
        // A terminal breaks long lines, a file need not.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 120;
        try
        {
            sample();
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped before there was anything to keep.");
            return 130;
        }
        catch (Exception e) when (e is UsageException or DatasetException or AcnBackendException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Shows the trainer's warnings: to be added to <c>MLContext.Log</c>.</summary>
    public static void WriteWarning(object? sender, LoggingEventArgs message)
    {
        if (message.Kind == ChannelMessageKind.Warning && message.Source.Contains(nameof(Microsoft.ML.Acn), StringComparison.Ordinal))
            AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(message.RawMessage)}[/]");
    }
}
