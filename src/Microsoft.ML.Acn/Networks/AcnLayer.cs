using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>One layer f_i, from tokens to tokens: (B, T, C) and a mask to (B, T, C).</summary>
/// <remarks>The mask has 0 for tokens and minus infinity for padding, (B, 1, 1, T); it is null without padding.</remarks>
internal abstract class AcnLayer(string name) : nn.Module<Tensor, Tensor?, Tensor>(name)
{
    /// <summary>What can be removed of it, part by part.</summary>
    public abstract IEnumerable<PrunableUnits> Units { get; }
}
