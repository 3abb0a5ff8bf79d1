using Microsoft.ML.Acn.Inputs;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The family's part of a network: a batch to tokens x_0.</summary>
internal abstract class TokenEmbedding : NetworkPart
{
    /// <summary>The table of which a batch touches only some rows, or null. It gets no dense gradient: see <see cref="TrainingPass"/>.</summary>
    public abstract TorchSharp.Modules.Parameter? RowTable { get; }

    /// <summary>The products whose format is that of the layers'. None where the input would lose by it.</summary>
    public virtual IEnumerable<IProduct> Products => [];

    /// <summary>Whether every row is one token. A mean of one token saves nothing.</summary>
    public virtual bool HasOneToken => false;

    /// <summary>Embeds a batch.</summary>
    /// <param name="batch">Plain arrays of the family's own kind.</param>
    /// <param name="training">The pass of a training step, which takes the gradient of the table's part; null for scoring.</param>
    public abstract EmbeddedBatch Embed(InputBatch batch, TrainingPass? training);
}

/// <summary>Tokens and what is needed to pool them.</summary>
/// <param name="Tokens">x_0. (B, T, C)</param>
/// <param name="PoolWeights">One over a row's length for its tokens and 0 for padding, so that a product is the masked mean; they sum to 1, for every row has a token. (B, 1, T)</param>
/// <param name="Mask">0 for tokens, minus infinity for padding, or null without padding. (B, 1, 1, T)</param>
/// <param name="Chosen">The tokens (of B*T) that are read out one by one, instead of pooled rows; null where rows are pooled. (N)</param>
internal readonly record struct EmbeddedBatch(Tensor Tokens, Tensor PoolWeights, Tensor? Mask, Tensor? Chosen = null);
