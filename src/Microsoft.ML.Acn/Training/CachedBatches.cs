using Microsoft.ML.Acn.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>Batches of cached rows, of like length within a batch.</summary>
/// <inheritdoc cref="BatchSource"/>
internal sealed class CachedBatches(
    InputEncoder encoder, TrainingSet set, int[] rows, int batchSize, float[] classFactors, Func<Random, TrainingNoise> createNoise)
    : BatchSource(encoder, set, rows, batchSize, classFactors, createNoise)
{
    /// <summary>Whether batches for a network on this device are made ahead.</summary>
    public static bool ShouldMakeAhead(InputEncoder encoder, Device device) => device.type != DeviceType.CPU || !encoder.CollatesQuickly;

    protected override IEnumerable<Func<Random, IReadOnlyList<BatchRows>>> Segments(int skip)
        => Enumerable.Repeat<Func<Random, IReadOnlyList<BatchRows>>>(random => LengthBucketSampler.Epoch(Set.Store, Rows, BatchSize, random).ConvertAll(batch => new BatchRows(Set.Store, batch, batch)), 1).Skip(skip);
}
