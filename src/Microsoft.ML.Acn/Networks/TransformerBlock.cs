using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// One layer f_i: <c>a = proj(attention(LN(x)))</c>, <c>x' = mlp(LN(a))</c>, with no skip around either part. The residual arm adds
/// <c>+ x</c> and <c>+ a</c>.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly LayerNorm attention_norm;
    private readonly SelfAttention attention;
    private readonly LayerNorm mlp_norm;
    private readonly LinearLayer up;
    private readonly LinearLayer down;
    private readonly bool _residual;

    public TransformerBlock(NetworkConfig config, WeightInitializer init)
        : base(nameof(TransformerBlock))
    {
        _residual = config.Connectivity == AcnConnectivity.Residual;
        attention_norm = nn.LayerNorm(config.Width, device: init.Device);
        attention = new SelfAttention(config, init);
        mlp_norm = nn.LayerNorm(config.Width, device: init.Device);
        up = new LinearLayer(_residual ? init.Random(config.Hidden, config.Width) : init.MirroredUp(config.Hidden, config.Width));
        down = new LinearLayer(_residual
            ? init.Random(config.Width, config.Hidden).TimesInPlace(WeightInitializer.RandomShare)
            : init.MirroredDown(config.Width, config.Hidden));
        RegisterComponents();
    }

    /// <param name="x">(B, T, C)</param>
    /// <param name="mask">0 for tokens, minus infinity for padding, (B, 1, 1, T); null without padding.</param>
    /// <returns>(B, T, C)</returns>
    public override Tensor forward(Tensor x, Tensor? mask)
    {
        Tensor attended = attention.call(attention_norm.call(x), mask);
        if (_residual)
            attended = attended.Plus(x);
        Tensor hidden = nn.functional.gelu(up.call(mlp_norm.call(attended.to_type(ScalarType.Float32)))); // (B, T, Hidden)
        Tensor output = down.call(hidden).to_type(ScalarType.Float32);
        return _residual ? output.Plus(attended) : output;
    }
}
