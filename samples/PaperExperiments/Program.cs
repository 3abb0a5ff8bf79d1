using System.Globalization;
using PaperExperiments;
using PaperExperiments.Experiments;
using SampleConsole;
using Spectre.Console;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
Experiment[] suite =
[
    new DepthExperiment(),
    new DifficultyExperiment(),
    new NoiseExperiment(),
    new LowDataExperiment(),
    new EarlyExitExperiment(),
    new BranchesExperiment(),
    new TransferExperiment(),
    new PretrainExperiment(),
    new ForgettingExperiment(),
    new PruningExperiment(),
];

bool isComplete = true;
int code = SampleProgram.Run(() =>
{
    ExperimentOptions options = ExperimentOptions.Parse(args);
    if (options.Name is null)
    {
        AnsiConsole.WriteLine("dotnet run -c Release --project samples/PaperExperiments -- NAME|all [options]\n");
        foreach (Experiment experiment in suite)
            AnsiConsole.WriteLine($"  {experiment.Name,-12} {experiment.Summary}");
        AnsiConsole.WriteLine(ExperimentOptions.Help);
        return;
    }
    Experiment[] wanted = options.Name == "all" ? suite : [.. suite.Where(experiment => experiment.Name == options.Name)];
    if (wanted.Length == 0)
        throw new UsageException($"There is no experiment '{options.Name}'; --help lists them.");
    if (options.Arm is not null)
    {
        new ExperimentRun(wanted[0], options).RunArm(options.Arm);
        return;
    }
    if (options.Preset == Preset.Smoke)
        AnsiConsole.WriteLine("A trial run of made-up pictures and sentences: it shows that everything works, and nothing else.");
    using var ctrlC = new CtrlC();
    try
    {
        foreach (Experiment experiment in wanted)
            isComplete &= new ExperimentRun(experiment, options).Run(args, ctrlC.Token);
    }
    catch (OperationCanceledException)
    {
        isComplete = false;
        AnsiConsole.WriteLine("Stopped. The same command goes on where this one has stopped.");
    }
});
return code == 0 && !isComplete ? 1 : code;
