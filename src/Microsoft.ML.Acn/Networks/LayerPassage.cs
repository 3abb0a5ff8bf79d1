using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The rows of a batch on their way through the layers.</summary>
/// <param name="Tokens">x_i, what the next layer reads. (B, T, C)</param>
/// <param name="ReadOut">What the head reads at this depth: pooled tokens, summed up where the connectivity says so. (B, C) Tokens by themselves where the batch says so. (N, C)</param>
/// <param name="PoolWeights">See <see cref="EmbeddedBatch"/>. (B, 1, T)</param>
/// <param name="Mask">See <see cref="EmbeddedBatch"/>. (B, 1, 1, T)</param>
internal sealed record LayerPassage(Tensor Tokens, Tensor ReadOut, Tensor PoolWeights, Tensor? Mask)
{
    /// <summary>Depth 0: the tokens as they are embedded.</summary>
    public static LayerPassage Enter(EmbeddedBatch embedded)
        => new(embedded.Tokens, Read(embedded.Tokens, embedded.PoolWeights, embedded.Chosen), embedded.PoolWeights, embedded.Mask) { Chosen = embedded.Chosen };

    /// <summary>See <see cref="EmbeddedBatch"/>. (N)</summary>
    private Tensor? Chosen { get; init; }

    /// <summary>x_0 to x_i, where a network averages over depths; otherwise, and at depth 0, nothing. Each (B, T, C)</summary>
    private IReadOnlyList<Tensor> Outputs { get; init; } = [];

    /// <summary>One depth more.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="connectivity">Whether read-outs are summed up.</param>
    /// <param name="average">What makes the next layer's input of all outputs so far; null where that is the latest.</param>
    public LayerPassage Through(AcnLayer layer, AcnConnectivity connectivity, DepthAverage? average)
    {
        Tensor x = layer.Forward(Tokens, Mask);
        IReadOnlyList<Tensor> outputs = average is null ? [] : [.. Outputs.DefaultIfEmpty(Tokens), x];
        if (average is not null)
            x = average.Forward(outputs);
        Tensor read = Read(x, PoolWeights, Chosen);
        return this with { Tokens = x, ReadOut = connectivity == AcnConnectivity.Acn ? ReadOut.Plus(read) : read, Outputs = outputs };
    }

    /// <summary>Some of the rows alone. They keep their padding and so, to the bit, what later layers make of them.</summary>
    /// <param name="rows">Positions in the batch. (R)</param>
    public LayerPassage Select(Tensor rows)
        => new(Tokens.index_select(0, rows), ReadOut.index_select(0, rows), PoolWeights.index_select(0, rows), Mask?.index_select(0, rows))
        {
            Outputs = [.. Outputs.Select(output => output.index_select(0, rows))],
        };

    /// <summary>Some rows as they are here, the others as they are in another passage of the same batch. For networks whose latest output is all that is read.</summary>
    /// <param name="isHere">Which rows are as they are here. (B)</param>
    /// <param name="others">The other passage.</param>
    public LayerPassage Where(Tensor isHere, LayerPassage others)
    {
        Tensor tokens = where(isHere.view(-1, 1, 1), Tokens, others.Tokens);
        return this with { Tokens = tokens, ReadOut = Read(tokens, PoolWeights, Chosen) };
    }

    /// <summary>The means of rows (B, C), or tokens by themselves (N, C).</summary>
    private static Tensor Read(Tensor tokens, Tensor poolWeights, Tensor? chosen) => chosen is null
        ? bmm(poolWeights, tokens).squeeze(1) // (B, 1, T) x (B, T, C)
        : tokens.reshape(-1, tokens.shape[^1]).index_select(0, chosen);
}
