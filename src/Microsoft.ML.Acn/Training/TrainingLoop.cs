using System.Globalization;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Training.Checkpoints;
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

    /// <summary>Where the state is saved, and may be found; null for nowhere.</summary>
    public Checkpoint? Checkpoint { get; init; }

    public IProgress<AcnTrainingProgress>? Progress { get; init; }

    public Action<string> Info { get; init; } = static _ => { };

    /// <summary>Trains the network in place.</summary>
    /// <returns>Whether the run came to its end; false if it was cancelled and the best was kept.</returns>
    public bool Run(int seed)
    {
        // One source for the thread that makes batches, one for the thread that trains: neither waits for the other's turn.
        var random = new ResumableRandom(seed);
        var dropout = new ResumableRandom(random.Next());
        using var step = new TrainingStep(network, plan, dropout, Rules, Anchor, Classes);
        using var best = new BestWeights(network);
        BestEpoch? judge = Validate is null ? null : new BestEpoch(EarlyStopping ?? new AcnEarlyStopping());
        long steps = batches.StepsPerEpoch * plan.Epochs;
        var schedule = new LearningRateSchedule(plan.LearningRate, steps, plan.WarmupFraction);
        var reporter = new ProgressReporter(Progress, plan.Epochs, batches.RowsPerEpoch, Budget);
        var state = new LoopState(random, dropout);
        bool isFinished = false;
        try
        {
            bool isWithinEpoch = Checkpoint is { IsThere: true };
            if (isWithinEpoch)
                Resume();
            else if (ValidateStart is not null)
                Start(ValidateStart(), judge!, best, state);
            while (state.Epoch <= plan.Epochs && !state.IsFinished && judge is not { IsPatienceOver: true })
            {
                int epoch = state.Epoch;
                reporter.BeginEpoch(epoch, isResumed: isWithinEpoch && state.Position.Batch + state.Position.Segment > 0);
                isWithinEpoch = false;
                TrainingBatch? first = Epoch(step, schedule, random, reporter, state, () => Save(isEpochEnd: false), SaveDiverged);
                step.Settle();
                foreach (IStepRule rule in Rules)
                    rule.AfterSettle();
                LayerFigures? layers = MeasuresLayers && first is not null ? new LayerDiagnostics(network, plan, step.Loss).Measure(first) : null;
                EvaluationResult[] depths = Validate?.Invoke() ?? [];
                bool isBest = IsResult() && (judge is null || judge.Add(depths[^1]));
                state.IsStartBest &= !isBest;
                if (judge is not null && isBest && (EarlyStopping is not null || KeepBestWhenCancelled))
                    Keep(best);
                state.AfterEpoch(random);
                bool isTimeOver = Budget.IsOver && epoch < plan.Epochs;
                state.IsFinished = isTimeOver || epoch == plan.Epochs || judge is { IsPatienceOver: true };
                Save(isEpochEnd: true);
                Info(reporter.EndEpoch(depths, isBest, layers).ToString());
                if (isTimeOver)
                    Info(string.Create(CultureInfo.InvariantCulture, $"The time for training was over in epoch {epoch} of {plan.Epochs}."));
            }
            isFinished = true;
        }
        catch (OperationCanceledException) when (RunCancellation.IsAskedFor(CheckCancelled))
        {
            // The checkpoint of a run that diverged stays until the batch is behind that it leaves out.
            if (state is { Steps: > 0, IsFinished: false, LeavesOutNext: false })
                Checkpoint?.Write(Parts(), state, best.HasValue);
            if (!KeepBestWhenCancelled || (state.Steps == 0 && !state.IsStartBest))
                throw;
            step.Settle();
        }
        IsStartBest = state.IsStartBest;
        if (EarlyStopping is not null || !isFinished)
            Restore(best);
        return isFinished;

        StatePart[] Parts() =>
        [
            .. network.Weights().Select(weight => StatePart.Of($"weight.{weight.Name}", weight.Tensor)),
            .. step.State(), .. best.State(), .. judge?.State() ?? [], .. reporter.State(), Budget.State(), .. state.Parts(plan.Epochs, steps),
        ];

        void Save(bool isEpochEnd) => Checkpoint?.WriteIfDue(Parts, state, best.HasValue, isEpochEnd);

        string? SaveDiverged()
        {
            state.TakeBackStep();
            // Before the first step there is nothing to be kept.
            return state.Steps > 0 && Checkpoint?.Write(Parts(), state, best.HasValue, isDiverged: true) == true ? Checkpoint.Path : null;
        }

        void Resume()
        {
            if (Checkpoint!.HasBest)
                Keep(best);
            Checkpoint.ReadInto(Parts());
            random.Restore(state.Position.SegmentRandom);
            if (Checkpoint.IsRemedied)
            {
                // The loss comes before the step: with these weights and this batch it is bad at any learning rate. So both are left.
                step.Settle();
                Restore(best);
                state.LeavesOutNext = true;
            }
            Info(string.Create(CultureInfo.InvariantCulture, $"Training goes on in epoch {Math.Min(state.Epoch, plan.Epochs)} of {plan.Epochs}, after {state.Steps} steps."));
        }
    }

    private void Start(EvaluationResult result, BestEpoch judge, BestWeights best, LoopState state)
    {
        judge.Add(result);
        Keep(best);
        state.IsStartBest = true;
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

    /// <summary>Trains on the batches that are left. Returns the first of them.</summary>
    private TrainingBatch? Epoch(TrainingStep step, LearningRateSchedule schedule, ResumableRandom random, ProgressReporter reporter, LoopState state, Action save, Func<string?> saveDiverged)
    {
        TrainingBatch? first = null;
        foreach (TrainingBatch batch in batches.Epoch(random, state.Position))
        {
            CheckCancelled();
            if (!state.BeginStep(batch))
                continue;
            first ??= batch;
            double learningRate = schedule.At(state.Steps, Budget.Progress);
            StepResult result = step.Run(batch, learningRate);
            if (!result.IsFinite)
                throw new AcnTrainingDivergedException(state.Epoch, state.Steps + 1, learningRate, saveDiverged());
            state.AfterStep(batch);
            reporter.Step(result, batch.Inputs.Count, batch.Labels.Length, learningRate);
            save();
            if (batch != first)
                batch.Inputs.Dispose();
            if (Budget.IsOver)
                break;
        }
        return first;
    }
}
