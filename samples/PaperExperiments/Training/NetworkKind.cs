using Microsoft.ML.Acn;

namespace PaperExperiments.Training;

/// <summary>An arm of a comparison: a way to connect layers and to train them.</summary>
/// <param name="Name">What it is called in results.</param>
/// <param name="Connectivity">How its layers are connected.</param>
/// <param name="DirectGradientOnly">Whether each layer learns by its direct gradient alone.</param>
internal sealed record NetworkKind(string Name, AcnConnectivity Connectivity, bool DirectGradientOnly = false)
{
    /// <summary>Share of the loss that is of every depth.</summary>
    public double PrefixLossWeight { get; init; }

    /// <summary>Share of rows that skip the last layer in training.</summary>
    public double LayerDropout { get; init; }

    public static NetworkKind Acn { get; } = new("ACN", AcnConnectivity.Acn);

    public static NetworkKind DirectGradient { get; } = new("ACN, direct gradient only", AcnConnectivity.Acn, DirectGradientOnly: true);

    public static NetworkKind Residual { get; } = new("residual", AcnConnectivity.Residual);

    public static NetworkKind FeedForward { get; } = new("feed-forward", AcnConnectivity.FeedForward);

    public static NetworkKind DenseFormer { get; } = new("DenseFormer", AcnConnectivity.DenseFormer);

    /// <summary>Jiang et al. 2024, arXiv 2406.14479: a residual network whose loss is that of every depth, through one head.</summary>
    public static NetworkKind Aligned { get; } = new("aligned training", AcnConnectivity.Residual) { PrefixLossWeight = 1 };

    /// <summary>Elhoushi et al. 2024, arXiv 2404.16710: the same, and rows skip layers. Its rates, with the loss weights of <see cref="Aligned"/>.</summary>
    public static NetworkKind LayerSkip { get; } = Aligned with { Name = "LayerSkip", LayerDropout = 0.2 };
}
