using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>One layer f_i, from tokens to tokens: (B, T, C) and a mask to (B, T, C). Its end is affine and the same for every token: <c>f_i(x) = project(hidden(x))</c>.</summary>
/// <remarks>
/// A mean over tokens, whose weights sum to 1, therefore may be taken before the end: <c>mean(project(h)) = project(mean(h))</c>. What the head reads of a
/// layer costs one product for a row, and the last layer needs none for its tokens: see <see cref="LayerPassage"/>.
/// </remarks>
internal abstract class AcnLayer : NetworkPart
{
    /// <summary>What can be removed of it, part by part.</summary>
    public abstract IEnumerable<PrunableUnits> Units { get; }

    /// <summary>The product that ends the layer. Null where something follows it that needs the tokens themselves, as a skip does: nothing then is put off.</summary>
    protected abstract Mlp? End { get; }

    /// <summary>Everything but the end.</summary>
    /// <param name="x">(B, T, C)</param>
    /// <param name="mask">0 for tokens, minus infinity for padding, (B, 1, 1, T); null without padding.</param>
    /// <returns>(B, T, H), or (B, T, C) where the layer has no end that could be put off</returns>
    public abstract Tensor Hidden(Tensor x, Tensor? mask);

    /// <summary>The end: affine, and each position by itself.</summary>
    /// <param name="hidden">(..., H)</param>
    /// <returns>(..., C), 32 bits</returns>
    public Tensor Project(Tensor hidden) => End is null ? hidden : End.Project(hidden);
}
