using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Batches of cached rows, of like length within a batch, made on another thread while the network trains.</summary>
/// <param name="encoder">Makes the batches.</param>
/// <param name="set">The rows.</param>
/// <param name="rows">Which of them are trained on.</param>
/// <param name="batchSize">Rows in a batch; the last of an epoch may have fewer.</param>
/// <param name="classFactors">The factor of each class in the loss.</param>
/// <param name="createNoise">The family's noise over a source of random numbers.</param>
internal sealed class CachedBatches(
    InputEncoder encoder, TrainingSet set, int[] rows, int batchSize, float[] classFactors, Func<Random, TrainingNoise> createNoise) : BatchSource
{
    // Enough to keep the network fed when one batch takes longer than others.
    private const int BatchesAhead = 3;

    public override int RowsPerEpoch => rows.Length;

    public override long StepsPerEpoch => (rows.Length + batchSize - 1) / batchSize;

    public override IEnumerable<TrainingBatch> Epoch(Random random) => Prefetch.Of(Batches(random), BatchesAhead);

    private IEnumerable<TrainingBatch> Batches(Random random)
    {
        TrainingNoise noise = createNoise(random);
        foreach (int[] batch in LengthBucketSampler.Epoch(set.Store, rows, batchSize, random))
        {
            yield return new TrainingBatch(
                encoder.Collate(set.Store, batch, noise),
                Array.ConvertAll(batch, row => (long)set.Labels[row]),
                Array.ConvertAll(batch, row => set.WeightOf(row) * classFactors[set.Labels[row]]));
        }
    }
}
