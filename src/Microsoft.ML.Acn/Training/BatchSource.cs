using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Where the loop's batches come from.</summary>
internal abstract class BatchSource
{
    /// <summary>Rows that an epoch sees.</summary>
    public abstract int RowsPerEpoch { get; }

    /// <summary>Batches that an epoch has.</summary>
    public abstract long StepsPerEpoch { get; }

    /// <summary>All training rows once, in a new order and with new noise.</summary>
    /// <param name="random">Decides on both; read until the sequence ends.</param>
    public abstract IEnumerable<TrainingBatch> Epoch(Random random);
}

/// <summary>What one step learns from.</summary>
/// <param name="Inputs">The rows.</param>
/// <param name="Labels">The class of each row. (B)</param>
/// <param name="Weights">What each row counts in the loss, in units of the mean over all training rows. (B)</param>
internal sealed record TrainingBatch(InputBatch Inputs, long[] Labels, float[] Weights);
