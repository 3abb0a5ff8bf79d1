using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Batches of cached rows, of like length within a batch.</summary>
/// <inheritdoc cref="BatchSource"/>
internal sealed class CachedBatches(
    InputEncoder encoder, TrainingSet set, int[] rows, int batchSize, float[] classFactors, Func<Random, TrainingNoise> createNoise)
    : BatchSource(encoder, set, rows, batchSize, classFactors, createNoise)
{
    protected override IEnumerable<BatchRows> RowsOfEpoch(Random random)
        => LengthBucketSampler.Epoch(Set.Store, Rows, BatchSize, random).Select(batch => new BatchRows(Set.Store, batch, batch));
}
