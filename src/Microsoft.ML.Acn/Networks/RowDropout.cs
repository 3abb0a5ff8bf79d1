using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Dropout that hides the same features in all tokens of a row (as in variational dropout, Gal and Ghahramani 2016). One random number
/// serves T tokens, which matters because drawing them is single-threaded and as slow as a matrix product.
/// </summary>
/// <param name="share">Share of features hidden.</param>
/// <param name="generator">A generator of the run's own.</param>
internal sealed class RowDropout(double share, Generator generator)
{
    /// <param name="x">(B, C) or (B, T, C)</param>
    public Tensor Apply(Tensor x)
    {
        if (share <= 0)
            return x;
        long[] shape = x.dim() == 2 ? x.shape : [x.shape[0], 1, x.shape[2]];
        Tensor kept = rand(shape, dtype: ScalarType.Float32, generator: generator).ge(share).to(ScalarType.Float32).to(x.device);
        return x * kept.mul_(1 / (1 - share));
    }
}
