using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The rows of a batch on their way through the layers.</summary>
/// <param name="Tokens">x_i, what the next layer reads. (B, T, C)</param>
/// <param name="ReadOut">What the head reads at this depth: pooled tokens, summed up where the connectivity says so. (B, C)</param>
/// <param name="PoolWeights">See <see cref="EmbeddedBatch"/>. (B, 1, T)</param>
/// <param name="Mask">See <see cref="EmbeddedBatch"/>. (B, 1, 1, T)</param>
internal sealed record LayerPassage(Tensor Tokens, Tensor ReadOut, Tensor PoolWeights, Tensor? Mask)
{
    /// <summary>Depth 0: the tokens as they are embedded.</summary>
    public static LayerPassage Enter(EmbeddedBatch embedded)
        => new(embedded.Tokens, Pool(embedded.PoolWeights, embedded.Tokens), embedded.PoolWeights, embedded.Mask);

    /// <summary>One depth more.</summary>
    public LayerPassage Through(AcnLayer layer, AcnConnectivity connectivity)
    {
        Tensor x = layer.call(Tokens, Mask), pooled = Pool(PoolWeights, x);
        return this with { Tokens = x, ReadOut = connectivity == AcnConnectivity.Acn ? ReadOut.Plus(pooled) : pooled };
    }

    /// <summary>Some of the rows alone. They keep their padding and so, to the bit, what later layers make of them.</summary>
    /// <param name="rows">Positions in the batch. (R)</param>
    public LayerPassage Select(Tensor rows)
        => new(Tokens.index_select(0, rows), ReadOut.index_select(0, rows), PoolWeights.index_select(0, rows), Mask?.index_select(0, rows));

    private static Tensor Pool(Tensor poolWeights, Tensor tokens) => bmm(poolWeights, tokens).squeeze(1); // (B, 1, T) x (B, T, C)
}
