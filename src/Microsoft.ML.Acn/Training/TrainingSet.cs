using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Cached rows with their labels.</summary>
/// <param name="Store">The encoded inputs.</param>
/// <param name="Labels">The class of each stored row, from 0.</param>
/// <param name="Weights">The weight of each stored row, or null for equal weights.</param>
/// <param name="Classes">K, the classes.</param>
internal sealed record TrainingSet(RowStore Store, int[] Labels, float[]? Weights, int Classes)
{
    public float WeightOf(int row) => Weights is null ? 1 : Weights[row];
}
