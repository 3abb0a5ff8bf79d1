using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// One layer f_i: <c>u = tokenMlp(LN(x))</c>, over the tokens of each feature, and <c>x' = mlp(LN(u))</c>, over the features of each token,
/// with no skip around either. The residual arm adds <c>+ x</c> and <c>+ u</c>.
/// </summary>
/// <remarks>
/// The variant for reproduction keeps a skip around the whole block in every arm, as the code of the paper's authors does:
/// <c>x'' = LN(ReLU(linear(x') + x))</c>, with <c>x'</c> as above, so in the residual arm with the inner skips too. Its linear layer starts
/// with the usual random matrix, and the variant therefore not near the identity.
/// </remarks>
internal sealed class MixerBlock : AcnLayer
{
    private readonly LayerNorm token_norm;
    private readonly Mlp token_mlp;
    private readonly LayerNorm mlp_norm;
    private readonly Mlp mlp;
    private readonly LinearLayer? skip_linear;
    private readonly LayerNorm? skip_norm;
    private readonly bool _residual;

    /// <param name="config">Shape.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="residual">Whether there is a skip around each part.</param>
    /// <param name="outputShare">What the output starts at, 1 for the size of the input.</param>
    /// <param name="init">Source of starting weights.</param>
    public MixerBlock(MixerLayerConfig config, int width, bool residual, double outputShare, WeightInitializer init)
    {
        _residual = residual;
        token_norm = Own(nameof(token_norm), new LayerNorm(width, init));
        token_mlp = Own(nameof(token_mlp), new Mlp(config.Tokens, config.TokenHidden, residual, init));
        mlp_norm = Own(nameof(mlp_norm), new LayerNorm(width, init));
        mlp = Own(nameof(mlp), new Mlp(width, config.Hidden, residual, init, outputShare));
        if (config.IsPaperVariant)
        {
            skip_linear = Own(nameof(skip_linear), new LinearLayer(init.Random(width, width)));
            skip_norm = Own(nameof(skip_norm), new LayerNorm(width, init));
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<PrunableUnits> Units =>
    [
        token_mlp.Units("token_mlp", static (size, count) => size with { TokenHidden = count }),
        mlp.Units("mlp", static (size, count) => size with { Hidden = count }),
    ];

    /// <inheritdoc/>
    protected override Mlp? End => _residual || skip_linear is not null ? null : mlp;

    /// <inheritdoc/>
    /// <remarks>The mask is not looked at: the MLP over the tokens has no place for padding, and images have none.</remarks>
    public override Tensor Hidden(Tensor x, Tensor? mask)
    {
        Tensor byFeature = token_norm.Forward(x).transpose(1, 2); // (B, C, T)
        Tensor mixed = token_mlp.Forward(byFeature).transpose(1, 2);
        if (_residual)
            mixed = mixed.Plus(x);
        Tensor hidden = mlp.Hidden(mlp_norm.Forward(mixed));
        if (End is not null)
            return hidden;
        Tensor output = mlp.Project(hidden);
        if (_residual)
            output = output.Plus(mixed);
        return skip_linear is null || skip_norm is null
            ? output
            : skip_norm.Forward(nn.functional.relu(skip_linear.Forward(output).to_type(ScalarType.Float32).Plus(x)));
    }
}
