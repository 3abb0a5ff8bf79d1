using System.Globalization;

namespace Microsoft.ML.Acn;

/// <summary>
/// What a layer learns from and what it adds, at the end of an epoch: measured with the epoch's last weights on its first batch.
/// </summary>
public sealed class AcnLayerDiagnostics
{
    internal AcnLayerDiagnostics()
    {
    }

    /// <summary>The layer, from 1 to all.</summary>
    public int Depth { get; internal init; }

    /// <summary>
    /// The Euclidean norm <c>|g|</c> of the gradient of the loss by the layer's weights, before clipping. The weights by which
    /// <see cref="AcnConnectivity.DenseFormer"/> sums up depths are no layer's, and not among them.
    /// </summary>
    public double GradientNorm { get; internal init; }

    /// <summary>
    /// How much of the gradient is direct, 0 to 1: <c>|d| / (|d| + |g - d|)</c>, where <c>d</c> is the part of <c>g</c> that comes from the loss
    /// through the sum that the head reads, and <c>g - d</c> the part that comes through later layers. 1 for the last layer.
    /// Told for <see cref="AcnConnectivity.Acn"/> only; <see langword="null"/> with the other connectivities.
    /// </summary>
    public double? DirectGradientShare { get; internal init; }

    /// <summary>
    /// <c>|x_i| / |y|</c>: the Euclidean norm of what the layer adds to what the head reads (pooled over a row's tokens, without dropout, over
    /// all rows of the batch) in relation to the whole. Parts may point in different directions, so they need not add up to 1. With other
    /// connectivities than <see cref="AcnConnectivity.Acn"/>, <c>x_i</c> is the change in what the head reads from the depth before to this one.
    /// </summary>
    public double Contribution { get; internal init; }

    /// <summary>One line for a log or a console, in the invariant culture.</summary>
    /// <returns>For example <c>layer 1: gradient 0.0412, direct 61 %, contribution 35 %</c>.</returns>
    public override string ToString()
    {
        string direct = DirectGradientShare is { } share ? string.Create(CultureInfo.InvariantCulture, $", direct {share * 100:F0} %") : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"layer {Depth}: gradient {GradientNorm:G3}{direct}, contribution {Contribution * 100:F0} %");
    }
}
