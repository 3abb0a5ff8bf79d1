using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Training.Checkpoints;

namespace Microsoft.ML.Acn.Training;

/// <summary>Where the loop's batches come from: made on another thread while the network trains, unless <see cref="MakesAhead"/> says otherwise.</summary>
/// <param name="encoder">Makes the batches.</param>
/// <param name="set">The labels and weights of all rows.</param>
/// <param name="rows">Which of them are trained on.</param>
/// <param name="batchSize">Rows in a batch; the last of an epoch may have fewer.</param>
/// <param name="classFactors">The factor of each class in the loss.</param>
/// <param name="createNoise">The family's noise over a source of random numbers.</param>
internal abstract class BatchSource(
    InputEncoder encoder, TrainingSet set, int[] rows, int batchSize, float[] classFactors, Func<Random, TrainingNoise> createNoise)
{
    // Enough to keep the network fed when one batch takes longer than others.
    private const int BatchesAhead = 3;

    /// <summary>Rows that an epoch sees.</summary>
    public int RowsPerEpoch => rows.Length;

    /// <summary>Batches that an epoch has.</summary>
    public long StepsPerEpoch => (rows.Length + batchSize - 1) / batchSize;

    /// <summary>Whether batches are made on another thread, some ahead of the one that is trained on; on the thread that asks for them otherwise. They are the same.</summary>
    protected virtual bool MakesAhead => true;

    protected TrainingSet Set => set;

    protected int[] Rows => rows;

    protected int BatchSize => batchSize;

    /// <summary>All training rows once, in a new order and with new noise.</summary>
    /// <param name="random">Decides on both; read until the sequence ends.</param>
    /// <param name="from">Where to go on; null for the beginning. Needs a <see cref="ResumableRandom"/>, whose state becomes that of then.</param>
    public IEnumerable<TrainingBatch> Epoch(Random random, BatchPosition? from = null) => MakesAhead ? Prefetch.Of(Batches(random, from), BatchesAhead) : Batches(random, from);

    /// <summary>All training rows once, in a new order, without noise and on the caller's thread.</summary>
    /// <param name="random">Decides on the order.</param>
    public IEnumerable<BatchRows> EachRow(Random random) => Segments(0).SelectMany(shuffle => shuffle(random));

    /// <summary>What a row counts in the loss, in units of the mean.</summary>
    public float WeightOf(int row) => set.WeightOf(row) * classFactors[set.Labels[row]];

    /// <summary>All training rows once, in parts that are shuffled by themselves. What a part gives is read before the next one is asked for.</summary>
    /// <param name="skip">Parts to leave out.</param>
    protected abstract IEnumerable<Func<Random, IReadOnlyList<BatchRows>>> Segments(int skip);

    private IEnumerable<TrainingBatch> Batches(Random random, BatchPosition? from)
    {
        var resumable = random as ResumableRandom;
        TrainingNoise noise = createNoise(random);
        int segment = from?.Segment ?? 0, first = from?.Batch ?? 0;
        if (from is not null)
            resumable!.Restore(from.SegmentRandom);
        foreach (Func<Random, IReadOnlyList<BatchRows>> shuffle in Segments(segment))
        {
            byte[]? before = resumable?.Save();
            IReadOnlyList<BatchRows> batches = shuffle(random);
            if (first > batches.Count)
                throw new FormatException($"batch {first} of {batches.Count} would be the next");
            if (first > 0)
                resumable!.Restore(from!.Random);
            for (int batch = first; batch < batches.Count; batch++)
            {
                if (Make(batches[batch], noise) is { } made)
                    yield return made with { Next = resumable is null ? null : new BatchPosition(segment, batch + 1, before!, resumable.Save()) };
            }
            (segment, first) = (segment + 1, 0);
        }
    }

    private TrainingBatch? Make(BatchRows rows, TrainingNoise noise)
    {
        InputBatch inputs = encoder.Collate(rows.Store, rows.Positions, noise);
        // By chance, or because all words are rare, there may be nothing to guess.
        if (inputs.Targets is { } targets)
            return targets.Length == 0 ? null : new TrainingBatch(inputs, targets, [.. Enumerable.Repeat(1f, targets.Length)]);
        return new TrainingBatch(inputs, Array.ConvertAll(rows.Numbers, row => (long)set.Labels[row]), Array.ConvertAll(rows.Numbers, WeightOf));
    }
}

/// <summary>The rows of one batch.</summary>
/// <param name="Store">Holds their inputs until the next batch is asked for.</param>
/// <param name="Positions">Where they are in the store. (B)</param>
/// <param name="Numbers">Which rows of the training set they are. (B)</param>
internal readonly record struct BatchRows(RowStore Store, int[] Positions, int[] Numbers);

/// <summary>What one step learns from.</summary>
/// <param name="Inputs">The rows.</param>
/// <param name="Labels">The class of each row, or of each of the inputs' <see cref="InputBatch.Targets"/>. (B or N)</param>
/// <param name="Weights">What each row counts in the loss, in units of the mean over all training rows; 1 for a target. (B or N)</param>
internal sealed record TrainingBatch(InputBatch Inputs, long[] Labels, float[] Weights)
{
    /// <summary>Where the epoch goes on behind it; null if the source of random numbers cannot tell.</summary>
    public BatchPosition? Next { get; init; }
}
