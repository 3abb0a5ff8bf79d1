namespace Microsoft.ML.Acn;

/// <summary>How the layers of a network are connected, and what its head reads.</summary>
/// <remarks>
/// Only <see cref="Acn"/> is meant for production; the others are comparison arms, trained by the same code.
/// Equations are those of "Auto-Compressing Networks" (arXiv 2506.09714).
/// </remarks>
public enum AcnConnectivity
{
    /// <summary>
    /// Auto-compressing: layer <c>i</c> reads only layer <c>i - 1</c>, and the head reads the sum
    /// <c>y = x_0 + x_1 + ... + x_L</c> of all layer outputs (Eq. 1).
    /// </summary>
    Acn = 0,

    /// <summary>Residual: every sub-layer adds its output to its input, and the head reads the last state.</summary>
    Residual = 1,

    /// <summary>Feed-forward: layer <c>i</c> reads layer <c>i - 1</c>, and the head reads the last layer only.</summary>
    FeedForward = 2,

    /// <summary>
    /// Depth-weighted averages (DenseFormer, Pagliardini et al. 2024, arXiv 2402.02622) over residual layers: layer <c>i</c> reads, and at its depth
    /// the head reads, a sum of the embedding and of all layer outputs so far with weights that are learned. They start at 1 for the latest
    /// output and at 0 for the others, where the network is the one of <see cref="Residual"/>.
    /// </summary>
    DenseFormer = 3,
}
