using Microsoft.ML.Acn.Persistence.Checkpoints;

namespace Microsoft.ML.Acn.Training.Checkpoints;

/// <summary>How far a loop has come.</summary>
internal sealed class LoopState
{
    private readonly ResumableRandom _dropout;

    /// <summary>The state before the first step.</summary>
    /// <param name="random">Decides on batches.</param>
    /// <param name="dropout">Decides within steps.</param>
    public LoopState(ResumableRandom random, ResumableRandom dropout) => (Position, _dropout) = (BatchPosition.Start(random), dropout);

    /// <summary>The epoch whose batches come next, from 1; one more than there are at the end.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>Steps that were made.</summary>
    public long Steps { get; private set; }

    /// <summary>Where the epoch's batches go on.</summary>
    public BatchPosition Position { get; private set; }

    /// <summary>Whether no epoch was better than the weights that the network came with.</summary>
    public bool IsStartBest { get; set; }

    /// <summary>Whether nothing is left to be done.</summary>
    public bool IsFinished { get; set; }

    /// <summary>Whether the next batch is to be left out.</summary>
    public bool LeavesOutNext { get; set; }

    /// <summary>A step begins, unless its batch is to be left out.</summary>
    public bool BeginStep(TrainingBatch batch)
    {
        _dropout.Mark();
        if (!LeavesOutNext)
            return true;
        (LeavesOutNext, Position) = (false, batch.Next ?? Position);
        return false;
    }

    /// <summary>The step that began was not applied: all is as it was before.</summary>
    public void TakeBackStep() => _dropout.GoBack();

    /// <summary>A step was made.</summary>
    public void AfterStep(TrainingBatch batch)
    {
        Steps++;
        Position = batch.Next ?? Position;
    }

    /// <summary>An epoch is over and judged.</summary>
    public void AfterEpoch(ResumableRandom random)
    {
        Epoch++;
        Position = BatchPosition.Start(random);
    }

    public IEnumerable<StatePart> Parts(int epochs, long steps) =>
    [
        StatePart.Count("loop.epoch", () => Epoch, epoch => Epoch = (int)epoch, epochs + 1),
        StatePart.Count("loop.steps", () => Steps, done => Steps = done, steps),
        StatePart.Count("loop.segment", () => Position.Segment, segment => Position = Position with { Segment = (int)segment }, int.MaxValue),
        StatePart.Count("loop.batch", () => Position.Batch, batch => Position = Position with { Batch = (int)batch }, int.MaxValue),
        StatePart.Of("loop.segment_random", ResumableRandom.StateLength, () => Position.SegmentRandom, state => Position = Position with { SegmentRandom = state }),
        StatePart.Of("loop.random", ResumableRandom.StateLength, () => Position.Random, state => Position = Position with { Random = state }),
        StatePart.Count("loop.is_start_best", () => IsStartBest ? 1 : 0, flag => IsStartBest = flag == 1, 1),
        StatePart.Count("loop.is_finished", () => IsFinished ? 1 : 0, flag => IsFinished = flag == 1, 1),
        StatePart.Of("dropout.random", ResumableRandom.StateLength, _dropout.Save, saved => _dropout.Restore(saved)),
    ];
}
