using Microsoft.ML.Acn;

namespace PaperExperiments.Training;

/// <summary>An arm of a comparison: a way to connect layers and to train them.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Connectivity">How its layers are connected.</param>
/// <param name="DirectGradientOnly">Whether each layer learns by its direct gradient alone.</param>
internal sealed record NetworkKind(string Name, AcnConnectivity Connectivity, bool DirectGradientOnly = false)
{
    public static NetworkKind Acn { get; } = new("ACN", AcnConnectivity.Acn);

    public static NetworkKind DirectGradient { get; } = new("ACN, direct gradient only", AcnConnectivity.Acn, DirectGradientOnly: true);

    public static NetworkKind Residual { get; } = new("residual", AcnConnectivity.Residual);

    public static NetworkKind FeedForward { get; } = new("feed-forward", AcnConnectivity.FeedForward);

    public static NetworkKind DenseFormer { get; } = new("DenseFormer", AcnConnectivity.DenseFormer);
}
