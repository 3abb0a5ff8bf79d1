using System.Diagnostics;
using System.Globalization;
using SampleConsole;
using Spectre.Console;

namespace Measuring.Arms;

/// <summary>Shows arms while they run: a line for each sentence and each end and, in a terminal, a live line for each running arm below them.</summary>
public sealed class ArmDisplay
{
    private readonly Lock _lock = new();
    private readonly ProgressContext? _live;
    private readonly Dictionary<string, ProgressTask> _tasks = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _open;
    private int _ended;

    private ArmDisplay(ProgressContext? live) => _live = live;

    /// <summary>Runs something under a display.</summary>
    public static T Run<T>(Func<ArmDisplay, T> run)
    {
        if (!LiveConsole.IsAvailable)
            return run(new ArmDisplay(null));
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => run(new ArmDisplay(context)));
    }

    /// <summary>Says how much there is to do.</summary>
    public void Begin(int arms, int open, int jobs)
    {
        _open = open;
        WriteLine($"{arms} arms, of which {arms - open} are finished already; {Math.Max(Math.Min(jobs, open), 1)} at once");
    }

    /// <summary>Begins to show an arm.</summary>
    public IArmListener Begin(string name)
    {
        lock (_lock)
        {
            if (_live?.AddTask(Markup.Escape(name), maxValue: 1) is { } task)
                _tasks[name] = task;
        }
        return new Listener(this, name);
    }

    /// <summary>Shows the end of an arm, and when the rest will be done if it takes as long.</summary>
    public void End(ArmRecord record)
    {
        string left;
        lock (_lock)
        {
            _ended++;
            if (_tasks.Remove(record.Name, out ProgressTask? task))
                task.StopTask();
            TimeSpan rest = _clock.Elapsed / _ended * (_open - _ended);
            left = _open == _ended ? "all are done" : $"{_open - _ended} left, about {(int)rest.TotalHours}:{rest.Minutes:D2} h";
        }
        WriteLine($"{record.Name}: {(record.Error is null ? "done" : $"FAILED ({record.Error})")} after {record.Seconds.ToString("F0", CultureInfo.InvariantCulture)} s; {left}");
    }

    private void WriteLine(string text)
    {
        string line = $"{DateTime.Now:HH:mm:ss} {text}";
        lock (_lock)
        {
            // What goes to a file is not broken at the width of a terminal.
            if (_live is null)
                Console.WriteLine(line);
            else
                AnsiConsole.WriteLine(line);
        }
    }

    private void Show(string name, double fraction, string text)
    {
        lock (_lock)
        {
            if (_tasks.TryGetValue(name, out ProgressTask? task))
                (task.Value, task.Description) = (fraction, Markup.Escape($"{name}  {text}"));
        }
    }

    private sealed class Listener(ArmDisplay display, string name) : IArmListener
    {
        public void Say(string text) => display.WriteLine($"{name}: {text}");

        public void Live(double fraction, string text) => display.Show(name, fraction, text);
    }
}
