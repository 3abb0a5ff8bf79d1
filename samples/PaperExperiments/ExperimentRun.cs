using Measuring;
using Measuring.Arms;
using PaperExperiments.Experiments;
using PaperExperiments.Reports;
using SampleConsole;
using Spectre.Console;

namespace PaperExperiments;

/// <summary>Runs an experiment's arms as far as they are not finished, and writes its page.</summary>
internal sealed class ExperimentRun
{
    private readonly Experiment _experiment;
    private readonly ExperimentOptions _options;
    private readonly ExperimentArm[] _arms;
    private readonly ArmStore _store;
    private readonly RunFacts _facts;

    public ExperimentRun(Experiment experiment, ExperimentOptions options)
    {
        (_experiment, _options) = (experiment, options);
        _arms = [.. experiment.Arms(options.Context())];
        _store = new ArmStore(options.ArmsFolder);
        _facts = new RunFacts(
            options.Code ?? SourceVersion.HashOf(ResultSources.Paths),
            options.Commit ?? SourceVersion.Commit(),
            MachineFacts.Hardware(),
            MachineFacts.Software(),
            options.Jobs,
            DateTime.UtcNow);
    }

    private string? WantedCode => _options.IsAnyCode || _options.IsReportOnly || _options.Table is not null ? null : _facts.Code;

    /// <summary>Runs the one arm that another process asks for.</summary>
    public void RunArm(string name)
    {
        ExperimentArm arm = _arms.FirstOrDefault(arm => arm.Key.FileName == name) ?? throw new UsageException($"{_experiment.Name} has no arm '{name}'.");
        ArmExecution.Run(arm.Arm, _store, _facts, new ArmLines(Console.Out));
    }

    /// <returns>Whether all arms are finished.</returns>
    /// <exception cref="UsageException">A folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">The user has had enough.</exception>
    public bool Run(string[] args, CancellationToken cancellation)
    {
        AnsiConsole.WriteLine($"{_experiment.Name}: {_experiment.Summary}");
        if (_arms.Length == 0)
        {
            AnsiConsole.WriteLine($"It has no arms with --data {_options.Data}.");
            return true;
        }
        var page = new ExperimentPage(_experiment, _options, args);
        page.Prepare();
        if (_options.Table is not null)
            TakeFrom(_options.Table);
        if (!_options.IsReportOnly)
        {
            var runner = new ArmRunner(_store, WantedCode, _options.Jobs) { Start = Starter(args) };
            ArmDisplay.Run(display => runner.Run([.. _arms.Select(arm => arm.Arm)], display, cancellation));
        }
        Measured measured = Measured.Read(_arms, _store, WantedCode);
        page.Write(measured);
        foreach ((ArmKey key, string? error) in measured.Missing)
            AnsiConsole.WriteLine($"missing: {key.FileName}{(error is null ? string.Empty : $" ({error})")}");
        return measured.Missing.Count == 0;
    }

    private void TakeFrom(string table)
    {
        if (_experiment is DepthExperiment or NoiseExperiment or EarlyExitExperiment)
            throw new UsageException($"--table: depth, noise and earlyexit share their arms, and the table of {_experiment.Name} lacks what the others measure.");
        _store.Prepare();
        foreach (ArmRecord record in CsvArms.Read(table, _arms).Where(record => _store.Read(record.Name)?.Outcome is null))
        {
            _store.Write(record);
            AnsiConsole.WriteLine($"{record.Name}: of {Path.GetFileName(table)}");
        }
    }

    private Func<Arm, IArmListener, CancellationToken, ArmRecord> Starter(string[] args)
    {
        if (_options.Jobs == 1)
            return (arm, listener, _) => ArmExecution.Run(arm, _store, Now(), listener);
        return (arm, listener, cancellation) => new ArmProcess(_store, Now(), CommandFor).Run(arm, listener, cancellation);

        RunFacts Now() => _facts with { Began = DateTime.UtcNow };

        // The later of two equal options counts.
        IEnumerable<string> CommandFor(string arm)
            => [_experiment.Name, .. args[1..], "--arms", _options.ArmsFolder, "--arm", arm, "--code", _facts.Code, "--commit", _facts.Commit];
    }
}
