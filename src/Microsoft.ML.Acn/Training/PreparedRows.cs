using Microsoft.ML.Acn.Inputs;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>What a run trains on and validates with.</summary>
/// <param name="Encoder">Made from the training rows.</param>
/// <param name="Batches">The training rows.</param>
/// <param name="ValidationSet">Rows that are held.</param>
/// <param name="ValidationRows">Those of them to validate with.</param>
internal sealed record PreparedRows(InputEncoder Encoder, BatchSource Batches, TrainingSet ValidationSet, int[] ValidationRows)
{
    /// <summary>Rows that are all held, as they should be.</summary>
    public static PreparedRows Held(InputFamily family, TrainingSet set, RowSplit split, TrainingSet? validation, TrainingPlan plan, float[] classFactors, Device device)
    {
        InputEncoder encoder = family.BuildEncoder(set.Store, split.Training);
        var batches = new CachedBatches(encoder, set, split.Training, plan.BatchSize, classFactors, random => family.CreateNoise(encoder, random)) { Device = device };
        return new PreparedRows(encoder, batches, validation ?? set, split.Validation);
    }
}
