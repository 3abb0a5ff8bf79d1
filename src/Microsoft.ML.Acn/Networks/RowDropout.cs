using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Dropout that hides the same features in all tokens of a row (as in variational dropout, Gal and Ghahramani 2016). One random number
/// serves T tokens: libtorch draws them on a single thread, and a mask for every token would cost as much as a matrix product.
/// </summary>
/// <param name="share">Share of features hidden.</param>
/// <param name="random">A source of the run's own.</param>
internal sealed class RowDropout(double share, Random random)
{
    /// <param name="x">(B, C) or (B, T, C)</param>
    public Tensor Apply(Tensor x)
    {
        if (share <= 0)
            return x;
        long width = x.shape[^1];
        float[] factors = new float[x.shape[0] * width];
        float kept = (float)(1 / (1 - share));
        for (int i = 0; i < factors.Length; i++)
            factors[i] = random.NextSingle() < share ? 0 : kept;
        return x * tensor(factors, x.dim() == 2 ? [x.shape[0], width] : [x.shape[0], 1, width], device: x.device);
    }
}
