using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// One layer f_i: <c>a = proj(attention(LN(x)))</c>, <c>x' = mlp(LN(a))</c>, with no skip around either part. The residual arm adds
/// <c>+ x</c> and <c>+ a</c>.
/// </summary>
internal sealed class TransformerBlock : AcnLayer
{
    private readonly LayerNorm attention_norm;
    private readonly SelfAttention attention;
    private readonly LayerNorm mlp_norm;
    private readonly Mlp mlp;
    private readonly bool _residual;

    /// <param name="config">Shape.</param>
    /// <param name="headWidth">d, the features of a head.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="residual">Whether there is a skip around each part.</param>
    /// <param name="init">Source of starting weights.</param>
    public TransformerBlock(TransformerLayerConfig config, int headWidth, int width, bool residual, WeightInitializer init)
    {
        _residual = residual;
        attention_norm = Own(nameof(attention_norm), new LayerNorm(width, init));
        attention = Own(nameof(attention), new SelfAttention(config.Heads, headWidth, width, residual, init));
        mlp_norm = Own(nameof(mlp_norm), new LayerNorm(width, init));
        mlp = Own(nameof(mlp), new Mlp(width, config.Hidden, residual, init));
    }

    /// <inheritdoc/>
    public override IEnumerable<PrunableUnits> Units => [attention.Units("attention"), mlp.Units("mlp", static (size, count) => size with { Hidden = count })];

    /// <inheritdoc/>
    protected override Mlp? End => _residual ? null : mlp;

    /// <inheritdoc/>
    public override Tensor Hidden(Tensor x, Tensor? mask)
    {
        Tensor attended = attention.Forward(attention_norm.Forward(x), mask);
        if (_residual)
            attended = attended.Plus(x);
        Tensor hidden = mlp.Hidden(mlp_norm.Forward(attended.to_type(ScalarType.Float32)));
        return _residual ? mlp.Project(hidden).Plus(attended) : hidden;
    }
}
