using ContinualLearning;
using SampleConsole;
using Spectre.Console;

return SampleProgram.Run(() =>
{
    SampleOptions options = SampleOptions.Parse(args);
    if (options.IsHelp)
        AnsiConsole.WriteLine(SampleOptions.Help);
    else
        Sample.Run(options);
});
