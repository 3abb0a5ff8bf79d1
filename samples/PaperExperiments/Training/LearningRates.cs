using Microsoft.ML.Acn;
using PaperExperiments.Data;

namespace PaperExperiments.Training;

/// <summary>
/// Each kind's own learning rate: of 0.001, 0.002 and 0.004 the one that is best for the validation rows of seed 1, or 0.002 if it gains less than
/// 0.2 points.
/// </summary>
/// <remarks>
/// Tried with ACN and residual layers. Feed-forward layers and the direct gradient take ACN's rate, networks with skips the residual network's.
/// <c>--learning-rate</c> tries another.
/// </remarks>
internal static class LearningRates
{
    public static double Of(Material material, NetworkKind kind)
    {
        bool isResidual = kind.Connectivity is AcnConnectivity.Residual or AcnConnectivity.DenseFormer;
        return material.Name switch
        {
            MaterialName.OwnMixer => isResidual ? 0.002 : 0.001,
            MaterialName.Vit => 0.001,
            MaterialName.Text => isResidual ? 0.004 : 0.002,
            _ => 0.002,
        };
    }
}
