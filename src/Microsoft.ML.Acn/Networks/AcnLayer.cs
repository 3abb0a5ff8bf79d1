using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>One layer f_i, from tokens to tokens: (B, T, C) and a mask to (B, T, C).</summary>
/// <remarks>The mask has 0 for tokens and minus infinity for padding, (B, 1, 1, T); it is null without padding.</remarks>
internal abstract class AcnLayer : NetworkPart
{
    /// <summary>What can be removed of it, part by part.</summary>
    public abstract IEnumerable<PrunableUnits> Units { get; }

    /// <param name="x">(B, T, C)</param>
    /// <param name="mask">0 for tokens, minus infinity for padding, (B, 1, 1, T); null without padding.</param>
    /// <returns>(B, T, C)</returns>
    public abstract Tensor Forward(Tensor x, Tensor? mask);
}
