using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>One layer f_i over vectors: <c>x' = mlp(LN(x))</c>, with no skip around it. The residual arm adds <c>+ x</c>.</summary>
internal sealed class MlpBlock : AcnLayer
{
    private readonly LayerNorm norm;
    private readonly Mlp mlp;
    private readonly bool _residual;

    /// <param name="config">Shape.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="residual">Whether there is a skip around it.</param>
    /// <param name="init">Source of starting weights.</param>
    public MlpBlock(MlpLayerConfig config, int width, bool residual, WeightInitializer init)
    {
        _residual = residual;
        norm = Own(nameof(norm), new LayerNorm(width, init));
        mlp = Own(nameof(mlp), new Mlp(width, config.Hidden, residual, init));
    }

    /// <inheritdoc/>
    public override IEnumerable<PrunableUnits> Units => [mlp.Units("mlp", static (size, count) => size with { Hidden = count })];

    /// <inheritdoc/>
    protected override Mlp? End => _residual ? null : mlp;

    /// <inheritdoc/>
    /// <remarks>The mask is not looked at: tokens do not see each other.</remarks>
    public override Tensor Hidden(Tensor x, Tensor? mask)
    {
        Tensor hidden = mlp.Hidden(norm.Forward(x));
        return _residual ? mlp.Project(hidden).Plus(x) : hidden;
    }
}
