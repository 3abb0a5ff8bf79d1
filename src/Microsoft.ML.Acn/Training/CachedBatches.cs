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
    /// <summary>Where the network is that they are for.</summary>
    public required Device Device { get; init; }

    // On a CPU another thread would take a core from torch's when it is woken for a batch: the system lets it run for milliseconds, for which the others wait.
    protected override bool MakesAhead => Device.type != DeviceType.CPU;

    protected override IEnumerable<Func<Random, IReadOnlyList<BatchRows>>> Segments(int skip)
        => Enumerable.Repeat<Func<Random, IReadOnlyList<BatchRows>>>(random => LengthBucketSampler.Epoch(Set.Store, Rows, BatchSize, random).ConvertAll(batch => new BatchRows(Set.Store, batch, batch)), 1).Skip(skip);
}
