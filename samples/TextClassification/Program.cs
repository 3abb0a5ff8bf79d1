using Datasets;
using Microsoft.ML.Acn;
using Spectre.Console;
using TextClassification;

// A terminal breaks long lines, a file need not.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 120;
try
{
    SampleOptions options = SampleOptions.Parse(args);
    if (options.IsHelp)
        AnsiConsole.WriteLine(SampleOptions.Help);
    else
        Sample.Run(options);
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
