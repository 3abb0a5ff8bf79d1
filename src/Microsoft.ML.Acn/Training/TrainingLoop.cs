using System.Globalization;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Training.Continual;

namespace Microsoft.ML.Acn.Training;

/// <summary>Epochs over batches: step, validate, keep the best, report.</summary>
/// <param name="network">Trained in place.</param>
/// <param name="plan">The numbers of the run.</param>
/// <param name="batches">The training rows.</param>
internal sealed class TrainingLoop(AcnNetwork network, TrainingPlan plan, BatchSource batches)
{
    /// <summary>Throws when the run is to end.</summary>
    public Action CheckCancelled { get; init; } = static () => { };

    /// <summary>Evaluates the network on the validation rows, the full depth and, before it, those below that are wanted; null without validation rows.</summary>
    public Func<EvaluationResult[]>? Validate { get; init; }

    /// <summary>Null takes the last epoch's weights.</summary>
    public AcnEarlyStopping? EarlyStopping { get; init; }

    /// <summary>Whether a cancelled run returns the best weights so far instead of throwing.</summary>
    public bool KeepBestWhenCancelled { get; init; }

    /// <summary>Evaluates the weights that the network comes with, where these compete with those after each epoch; else null. Needs validation rows and early stopping.</summary>
    public Func<EvaluationResult>? ValidateStart { get; init; }

    /// <summary>Whether no epoch was better than the weights that the network came with.</summary>
    public bool IsStartBest { get; private set; }

    /// <summary>Whether somebody wants to know of each layer at the ends of epochs.</summary>
    public bool MeasuresLayers { get; init; }

    /// <summary>When it is over, the epoch ends with the present step and training with the epoch.</summary>
    public TimeBudget Budget { get; init; } = new(null, TimeProvider.System);

    /// <summary>Whether the weights of now could be the run's result: those after an epoch compete only if so.</summary>
    public Func<bool> IsResult { get; init; } = static () => true;

    /// <summary>What takes part in each step beside loss and optimizer.</summary>
    public IReadOnlyList<IStepRule> Rules { get; init; } = [];

    /// <summary>What weight decay pulls weights to; null for zero.</summary>
    public AnchorWeights? Anchor { get; init; }

    /// <summary>The classes in the softmax of the loss; null for all.</summary>
    public TrainedClasses? Classes { get; init; }

    public IProgress<AcnTrainingProgress>? Progress { get; init; }

    public Action<string> Info { get; init; } = static _ => { };

    /// <summary>Trains the network in place.</summary>
    /// <returns>Whether the run came to its end; false if it was cancelled and the best was kept.</returns>
    public bool Run(int seed)
    {
        // One source for the thread that makes batches, one for the thread that trains: neither waits for the other's turn.
        var random = new Random(seed);
        using var step = new TrainingStep(network, plan, new Random(random.Next()), Rules, Anchor, Classes);
        using var best = new BestWeights(network);
        BestEpoch? judge = Validate is null ? null : new BestEpoch(EarlyStopping ?? new AcnEarlyStopping());
        var schedule = new LearningRateSchedule(plan.LearningRate, batches.StepsPerEpoch * plan.Epochs, plan.WarmupFraction);
        var reporter = new ProgressReporter(Progress, plan.Epochs, batches.RowsPerEpoch, Budget);
        long steps = 0;
        bool isFinished = false;
        try
        {
            if (ValidateStart is not null)
                Start(ValidateStart(), judge!, best);
            for (int epoch = 1; epoch <= plan.Epochs; epoch++)
            {
                reporter.BeginEpoch(epoch);
                TrainingBatch? first = Epoch(epoch, step, schedule, random, reporter, ref steps);
                step.Settle();
                foreach (IStepRule rule in Rules)
                    rule.AfterSettle();
                LayerFigures? layers = MeasuresLayers && first is not null ? new LayerDiagnostics(network, plan, step.Loss).Measure(first) : null;
                EvaluationResult[] depths = Validate?.Invoke() ?? [];
                bool isBest = IsResult() && (judge is null || judge.Add(depths[^1]));
                IsStartBest &= !isBest;
                if (judge is not null && isBest && (EarlyStopping is not null || KeepBestWhenCancelled))
                    Keep(best);
                Info(reporter.EndEpoch(depths, isBest, layers).ToString());
                if (judge is { IsPatienceOver: true })
                    break;
                if (Budget.IsOver && epoch < plan.Epochs)
                {
                    Info(string.Create(CultureInfo.InvariantCulture, $"The time for training was over in epoch {epoch} of {plan.Epochs}."));
                    break;
                }
            }
            isFinished = true;
        }
        catch (OperationCanceledException) when (KeepBestWhenCancelled && (steps > 0 || IsStartBest))
        {
            step.Settle();
        }
        if (EarlyStopping is not null || !isFinished)
            Restore(best);
        return isFinished;
    }

    private void Start(EvaluationResult result, BestEpoch judge, BestWeights best)
    {
        judge.Add(result);
        Keep(best);
        IsStartBest = true;
        Info(string.Create(CultureInfo.InvariantCulture, $"before the first epoch, validation accuracy {result.Accuracy * 100:F2} %, validation loss {result.LogLoss:F3}"));
    }

    private void Keep(BestWeights best)
    {
        best.Keep();
        foreach (IStepRule rule in Rules)
            rule.Keep();
    }

    private void Restore(BestWeights best)
    {
        if (!best.HasValue)
            return;
        best.Restore();
        foreach (IStepRule rule in Rules)
            rule.Restore();
    }

    /// <summary>Trains on all batches. Returns the first of them.</summary>
    private TrainingBatch? Epoch(int epoch, TrainingStep step, LearningRateSchedule schedule, Random random, ProgressReporter reporter, ref long steps)
    {
        TrainingBatch? first = null;
        foreach (TrainingBatch batch in batches.Epoch(random))
        {
            CheckCancelled();
            first ??= batch;
            double learningRate = schedule.At(steps, Budget.Progress);
            StepResult result = step.Run(batch, learningRate);
            if (!double.IsFinite(result.LossSum) || !double.IsFinite(result.GradientNorm))
                throw Diverged(epoch, steps, learningRate);
            steps++;
            reporter.Step(result, batch.Inputs.Count, batch.Labels.Length, learningRate);
            if (Budget.IsOver)
                break;
        }
        return first;
    }

    private static InvalidOperationException Diverged(int epoch, long step, double learningRate) => new(string.Create(CultureInfo.InvariantCulture,
        $"Training diverged: the loss or its gradient is not a finite number (epoch {epoch}, step {step + 1}, learning rate {learningRate:G3}). Try a lower {nameof(AcnOptions.LearningRate)}, a smaller {nameof(AcnOptions.GradientClipNorm)}, or {nameof(AcnPrecision)}.{nameof(AcnPrecision.Float32)}."));
}
