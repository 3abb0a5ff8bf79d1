using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The rows of a batch on their way through the layers.</summary>
/// <remarks>
/// The end of the latest layer may be put off (see <see cref="AcnLayer"/>): what the head reads is projected after the mean, and the tokens themselves
/// only when there is another layer to read them. In bfloat16 it is not, for the mean is taken in 32 bits, and a copy of all hidden features in 32 bits costs what the product would.
/// </remarks>
/// <param name="Features">The tokens, or the hidden features that <see cref="PutOff"/> makes them of. (B, T, C) or (B, T, H)</param>
/// <param name="ReadOut">What the head reads at this depth: pooled tokens, summed up where the connectivity says so. (B, C) Tokens by themselves where the batch says so. (N, C)</param>
/// <param name="PoolWeights">See <see cref="EmbeddedBatch"/>. (B, 1, T)</param>
/// <param name="Mask">See <see cref="EmbeddedBatch"/>. (B, 1, 1, T)</param>
internal sealed record LayerPassage(Tensor Features, Tensor ReadOut, Tensor PoolWeights, Tensor? Mask)
{
    /// <summary>The layer whose end is still to come; null if none is.</summary>
    private AcnLayer? PutOff { get; init; }

    /// <summary>See <see cref="EmbeddedBatch"/>. (N)</summary>
    private Tensor? Chosen { get; init; }

    /// <summary>x_0 to x_i, where a network averages over depths; otherwise, and at depth 0, nothing. Each (B, T, C)</summary>
    private IReadOnlyList<Tensor> Outputs { get; init; } = [];

    /// <summary>Depth 0: the tokens as they are embedded.</summary>
    public static LayerPassage Enter(EmbeddedBatch embedded)
        => new(embedded.Tokens, Read(embedded.Tokens, embedded.PoolWeights, embedded.Chosen), embedded.PoolWeights, embedded.Mask) { Chosen = embedded.Chosen };

    /// <summary>x_i, what the next layer reads. Each call makes what was put off. (B, T, C)</summary>
    public Tensor Tokens() => PutOff is null ? Features : PutOff.Project(Features);

    /// <summary>The same with tokens that no gradient goes through.</summary>
    public LayerPassage Detached() => this with { Features = Tokens().detach(), PutOff = null };

    /// <summary>One depth more.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="connectivity">Whether read-outs are summed up.</param>
    /// <param name="average">What makes the next layer's input of all outputs so far; null where that is the latest.</param>
    /// <param name="putsOff">Whether the layer's end may be put off.</param>
    public LayerPassage Through(AcnLayer layer, AcnConnectivity connectivity, DepthAverage? average, bool putsOff)
    {
        Tensor before = Tokens();
        Tensor x = layer.Hidden(before, Mask);
        AcnLayer? putOff = putsOff && average is null && x.dtype == ScalarType.Float32 ? layer : null;
        if (putOff is null)
            x = layer.Project(x);
        IReadOnlyList<Tensor> outputs = average is null ? [] : [.. Outputs.DefaultIfEmpty(before), x];
        if (average is not null)
            x = average.Forward(outputs);
        Tensor read = Read(x, PoolWeights, Chosen);
        if (putOff is not null)
            read = putOff.Project(read);
        return this with { Features = x, PutOff = putOff, ReadOut = connectivity == AcnConnectivity.Acn ? ReadOut.Plus(read) : read, Outputs = outputs };
    }

    /// <summary>Some of the rows alone. They keep their padding and so, to the bit, what later layers make of them.</summary>
    /// <param name="rows">Positions in the batch. (R)</param>
    public LayerPassage Select(Tensor rows)
        => new(Features.index_select(0, rows), ReadOut.index_select(0, rows), PoolWeights.index_select(0, rows), Mask?.index_select(0, rows))
        {
            PutOff = PutOff,
            Outputs = [.. Outputs.Select(output => output.index_select(0, rows))],
        };

    /// <summary>Some rows as they are here, the others as they are in another passage of the same batch. For networks whose latest output is all that is read.</summary>
    /// <param name="isHere">Which rows are as they are here. (B)</param>
    /// <param name="others">The other passage.</param>
    public LayerPassage Where(Tensor isHere, LayerPassage others)
    {
        Tensor tokens = where(isHere.view(-1, 1, 1), Tokens(), others.Tokens());
        return this with { Features = tokens, PutOff = null, ReadOut = Read(tokens, PoolWeights, Chosen) };
    }

    /// <summary>The means of rows (B, C), or tokens by themselves (N, C).</summary>
    private static Tensor Read(Tensor tokens, Tensor poolWeights, Tensor? chosen) => chosen is null
        ? Mean(tokens, poolWeights)
        : tokens.reshape(-1, tokens.shape[^1]).index_select(0, chosen);

    /// <summary>
    /// Means of tokens. In MKL's product a row's bits depend on its place in the batch where its features begin at odd places. Scoring, where they must not, takes a sum there, which is half as fast.
    /// </summary>
    /// <param name="tokens">(B, T, C)</param>
    /// <param name="weights">(B, 1, T)</param>
    /// <returns>(B, C)</returns>
    internal static Tensor Mean(Tensor tokens, Tensor weights)
        => tokens.shape[^1] % ProductBlocks.InputBlock == 0 || is_grad_enabled() || tokens.device_type != TorchSharp.DeviceType.CPU
            ? bmm(weights, tokens).squeeze(1)
            : (tokens * weights.transpose(1, 2)).sum(1);
}
