namespace Microsoft.ML.Acn.Training.Checkpoints;

/// <summary>Where an epoch's batches go on.</summary>
/// <param name="Segment">Which of the parts that are shuffled by themselves: the epoch, or a window of rows.</param>
/// <param name="Batch">Batches of it that are behind.</param>
/// <param name="SegmentRandom">The random state before the segment was shuffled.</param>
/// <param name="Random">The random state after the last batch was made; of no meaning where none was.</param>
internal sealed record BatchPosition(int Segment, int Batch, byte[] SegmentRandom, byte[] Random)
{
    /// <summary>The beginning of an epoch.</summary>
    public static BatchPosition Start(ResumableRandom random)
    {
        byte[] state = random.Save();
        return new BatchPosition(0, 0, state, state);
    }
}
