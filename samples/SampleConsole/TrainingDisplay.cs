using System.Globalization;
using Microsoft.ML.Acn;
using Spectre.Console;

namespace SampleConsole;

/// <summary>Shows training while it runs: a line for each finished epoch and, in a terminal, a live line below them.</summary>
public sealed class TrainingDisplay : IProgress<AcnTrainingProgress>
{
    private readonly ProgressTask? _live;
    private bool _hasHeader;

    private TrainingDisplay(ProgressTask? live) => _live = live;

    /// <summary>Trains under a display, or, if the output goes to a file, with the lines of the epochs only.</summary>
    public static T Run<T>(Func<IProgress<AcnTrainingProgress>, T> train)
    {
        if (!LiveConsole.IsAvailable)
            return train(new TrainingDisplay(null));
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => train(new TrainingDisplay(context.AddTask("reading the rows", maxValue: 1))));
    }

    /// <summary>Called by the trainer, several times within an epoch and at its end.</summary>
    public void Report(AcnTrainingProgress value)
    {
        if (value.IsEpochEnd)
            WriteEpoch(value);
        if (_live is null)
            return;
        _live.Value = value.Fraction;
        _live.Description = string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:F3}  acc. {value.Accuracy:P1}  rate {value.LearningRate:0.0000}  {value.RowsPerSecond:N0} rows/s  {Clock(value.TimeLeft)} left");
    }

    private void WriteEpoch(AcnTrainingProgress epoch)
    {
        if (!_hasHeader)
            AnsiConsole.WriteLine("  epoch   loss  accuracy   rate  rows/s   time   validation: accuracy  log-loss");
        _hasHeader = true;
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{epoch.Epoch,4}/{epoch.Epochs,-3} {epoch.Loss,5:F3} {epoch.Accuracy,9:P1} {epoch.LearningRate,6:0.0000} {epoch.RowsPerSecond,7:N0} {Clock(epoch.Elapsed),6}  {epoch.ValidationAccuracy,21:P2} {epoch.ValidationLoss,9:F4}{(epoch.IsBest ? "  best so far" : string.Empty)}"));
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:D2}");
}
