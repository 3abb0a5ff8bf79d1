using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Where the loop's batches come from: made on another thread while the network trains.</summary>
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

    protected TrainingSet Set => set;

    protected int[] Rows => rows;

    protected int BatchSize => batchSize;

    /// <summary>All training rows once, in a new order and with new noise.</summary>
    /// <param name="random">Decides on both; read until the sequence ends.</param>
    public IEnumerable<TrainingBatch> Epoch(Random random) => Prefetch.Of(Batches(random), BatchesAhead);

    /// <summary>All training rows once, in a new order, without noise and on the caller's thread.</summary>
    /// <param name="random">Decides on the order.</param>
    public IEnumerable<BatchRows> EachRow(Random random) => RowsOfEpoch(random);

    /// <summary>What a row counts in the loss, in units of the mean.</summary>
    public float WeightOf(int row) => set.WeightOf(row) * classFactors[set.Labels[row]];

    /// <summary>All training rows once, in a new order.</summary>
    protected abstract IEnumerable<BatchRows> RowsOfEpoch(Random random);

    private IEnumerable<TrainingBatch> Batches(Random random)
    {
        TrainingNoise noise = createNoise(random);
        foreach ((RowStore store, int[] positions, int[] numbers) in RowsOfEpoch(random))
        {
            InputBatch inputs = encoder.Collate(store, positions, noise);
            if (inputs.Targets is { } targets)
            {
                // By chance, or because all words are rare, there may be nothing to guess.
                if (targets.Length > 0)
                    yield return new TrainingBatch(inputs, targets, [.. Enumerable.Repeat(1f, targets.Length)]);
                continue;
            }
            yield return new TrainingBatch(
                inputs,
                Array.ConvertAll(numbers, row => (long)set.Labels[row]),
                Array.ConvertAll(numbers, WeightOf));
        }
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
internal sealed record TrainingBatch(InputBatch Inputs, long[] Labels, float[] Weights);
