using System.Diagnostics;
using Microsoft.ML.Acn.Persistence.Checkpoints;

namespace Microsoft.ML.Acn.Training;

/// <summary>Adds up what steps measured and reports it: at most four times a second within an epoch, and at the end of each.</summary>
internal sealed class ProgressReporter(IProgress<AcnTrainingProgress>? listener, int epochs, int rowsPerEpoch, TimeBudget budget)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);
    private readonly Stopwatch _run = Stopwatch.StartNew();
    private TimeSpan _before;
    private TimeSpan _epochBegan;
    private TimeSpan _lastReport;
    private int _epoch;
    private int _rows;
    private int _right;
    private int _guesses;
    private double _loss;
    private double _weight;
    private StepResult _step;
    private double _learningRate;
    private TimeSpan _trainingEnded;

    /// <param name="epoch">From 1.</param>
    /// <param name="isResumed">Whether it goes on with what <see cref="State"/> brought back of it.</param>
    public void BeginEpoch(int epoch, bool isResumed)
    {
        _epoch = epoch;
        if (isResumed)
            return;
        (_rows, _right, _guesses, _loss, _weight) = (0, 0, 0, 0, 0);
        _epochBegan = _lastReport = Elapsed;
    }

    /// <param name="step">What it measured.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="guesses">How often a class was guessed: once for each row, or for each token that was to be guessed.</param>
    /// <param name="learningRate">Its learning rate.</param>
    public void Step(StepResult step, int rows, int guesses, double learningRate)
    {
        _rows += rows;
        _guesses += guesses;
        _right += step.Right;
        _loss += step.LossSum;
        _weight += step.WeightSum;
        (_step, _learningRate) = (step, learningRate);
        _trainingEnded = Elapsed;
        // Bookkeeping is a few additions; the object is only made when somebody listens.
        if (listener is null || _rows >= rowsPerEpoch || _trainingEnded - _lastReport < _interval)
            return;
        _lastReport = _trainingEnded;
        listener.Report(Snapshot([], isBest: false, isEnd: false));
    }

    /// <summary>Reports the end of the epoch and returns what was reported.</summary>
    /// <param name="depths">The validation results, the full depth's last; empty without validation rows.</param>
    /// <param name="isBest">Whether no epoch before was better.</param>
    /// <param name="layers">What there is to tell of each layer, or null.</param>
    public AcnTrainingProgress EndEpoch(IReadOnlyList<EvaluationResult> depths, bool isBest, LayerFigures? layers)
    {
        AcnTrainingProgress progress = Snapshot(depths, isBest, isEnd: true, layers);
        listener?.Report(progress);
        return progress;
    }

    /// <summary>The sums of the epoch so far, and the time that they took.</summary>
    public IEnumerable<StatePart> State() =>
    [
        StatePart.Count("report.elapsed", () => Elapsed.Ticks, ticks => _before = TimeSpan.FromTicks(ticks) - _run.Elapsed, TimeSpan.MaxValue.Ticks / 2),
        StatePart.Count("report.epoch_elapsed", () => Math.Max((Elapsed - _epochBegan).Ticks, 0), ticks => _epochBegan = _lastReport = Elapsed - TimeSpan.FromTicks(ticks), TimeSpan.MaxValue.Ticks / 2),
        StatePart.Count("report.rows", () => _rows, rows => _rows = (int)rows, rowsPerEpoch),
        StatePart.Count("report.right", () => _right, right => _right = (int)right, int.MaxValue),
        StatePart.Count("report.guesses", () => _guesses, guesses => _guesses = (int)guesses, int.MaxValue),
        StatePart.Of("report.loss", () => _loss, loss => _loss = loss),
        StatePart.Of("report.weight", () => _weight, weight => _weight = weight),
    ];

    private TimeSpan Elapsed => _before + _run.Elapsed;

    private AcnTrainingProgress Snapshot(IReadOnlyList<EvaluationResult> depths, bool isBest, bool isEnd, LayerFigures? layers = null)
    {
        TimeSpan elapsed = Elapsed;
        double done = (_epoch - 1 + ((double)_rows / rowsPerEpoch)) / epochs;
        double trainingSeconds = Math.Max((_trainingEnded - _epochBegan).TotalSeconds, 1e-9);
        return new AcnTrainingProgress
        {
            Epoch = _epoch,
            Epochs = epochs,
            IsEpochEnd = isEnd,
            Rows = _rows,
            RowsPerEpoch = rowsPerEpoch,
            Loss = _loss / Math.Max(_weight, 1e-12),
            Accuracy = (double)_right / Math.Max(_guesses, 1),
            ValidationLoss = depths.Count == 0 ? null : depths[^1].LogLoss,
            ValidationAccuracy = depths.Count == 0 ? null : depths[^1].Accuracy,
            DepthAccuracies = depths.Count == 0 ? null : [.. depths.Select(depth => depth.Accuracy)],
            IsBest = isBest,
            LearningRate = _learningRate,
            GradientNorm = _step.GradientNorm,
            Layers = layers?.Layers,
            EmbeddingContribution = layers?.EmbeddingContribution,
            RowsPerSecond = _rows / trainingSeconds,
            Elapsed = elapsed,
            TimeLeft = TimeLeft(elapsed, done),
        };
    }

    private TimeSpan TimeLeft(TimeSpan elapsed, double done)
    {
        TimeSpan ofSteps = done > 0 ? elapsed * Math.Max((1 / done) - 1, 0) : TimeSpan.Zero;
        return budget.Left is { } left && left < ofSteps ? TimeSpan.FromTicks(Math.Max(left.Ticks, 0)) : ofSteps;
    }
}
