using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Multi-head self-attention whose heads mix a token's own value with the attended ones:
/// <c>alpha * v + beta * softmax(q k' / sqrt(d)) v</c>, with one alpha and one beta per head.
/// </summary>
internal sealed class SelfAttention : NetworkPart
{
    private readonly LinearLayer qkv;
    private readonly LinearLayer proj;
    private readonly Parameter alpha;
    private readonly Parameter beta;
    private readonly int _heads;
    private readonly int _headWidth;

    /// <param name="heads">H, the heads.</param>
    /// <param name="headWidth">d, the features of each: <c>width / heads</c>, if no head was removed.</param>
    /// <param name="width">C, the features of a token.</param>
    /// <param name="residual">Whether there is a skip around it.</param>
    /// <param name="init">Source of starting weights.</param>
    public SelfAttention(int heads, int headWidth, int width, bool residual, WeightInitializer init)
    {
        (_heads, _headWidth) = (heads, headWidth);
        int inner = heads * headWidth;
        Tensor value = residual ? init.Random(inner, width) : init.NearIdentity(width).narrow(0, 0, inner);
        qkv = Own(nameof(qkv), new LinearLayer(cat([init.Random(2 * inner, width), value], 0)));
        // A residual network has its identity in the skips, and starts best with small branches.
        proj = Own(nameof(proj), new LinearLayer(residual ? init.Random(width, inner).TimesInPlace(WeightInitializer.RandomShare) : init.NearIdentity(width).narrow(1, 0, inner).contiguous()));
        alpha = Own(nameof(alpha), new Parameter(residual ? init.Zeros(_heads, 1, 1) : init.Ones(_heads, 1, 1)));
        beta = Own(nameof(beta), new Parameter(init.Ones(_heads, 1, 1)));
    }

    /// <summary>The heads: rows of the matrix of queries, keys and values with their biases, alpha, beta, and columns of the last matrix. All zero, one gives nothing.</summary>
    /// <param name="name">What the attention is called.</param>
    public PrunableUnits Units(string name)
    {
        int inner = _heads * _headWidth;
        return new PrunableUnits(
            UnitKind.Head,
            name,
            _heads,
            [
                .. Enumerable.Range(0, 3).Select(part => new UnitSlice(qkv.Weight, 0, part * inner, _headWidth)),
                .. Enumerable.Range(0, 3).Select(part => new UnitSlice(qkv.Bias, 0, part * inner, _headWidth)),
                new UnitSlice(proj.Weight, 1, 0, _headWidth),
                new UnitSlice(alpha, 0),
                new UnitSlice(beta, 0),
            ],
            static (size, count) => size with { Heads = count });
    }

    /// <param name="x">(B, T, C)</param>
    /// <param name="mask">0 for tokens, minus infinity for padding, (B, 1, 1, T); null without padding.</param>
    /// <returns>(B, T, C)</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        long rows = x.shape[0], tokens = x.shape[1];
        Tensor[] parts = qkv.Forward(x).chunk(3, -1);
        Tensor q = Heads(parts[0]), k = Heads(parts[1]), v = Heads(parts[2]); // (B, H, T, d)

        Tensor attended = v.dtype == ScalarType.Float32
            ? nn.functional.scaled_dot_product_attention(q, k, v, mask)
            : WrittenOut(q.Times(1 / Math.Sqrt(_headWidth)), k, v, mask);
        Tensor mixed = (alpha * v).PlusProductInPlace(beta, attended, 1);
        return proj.Forward(mixed.transpose(1, 2).reshape(rows, tokens, _heads * _headWidth));

        Tensor Heads(Tensor part) => part.view(rows, tokens, _heads, _headWidth).transpose(1, 2);
    }

    /// <summary>
    /// The fused kernel takes 0.6 of this in 32 bits, but on a CPU its backward pass in bfloat16 takes 8 times as long as this.
    /// </summary>
    private static Tensor WrittenOut(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        Tensor scores = matmul(q, k.transpose(-2, -1)).to_type(ScalarType.Float32); // (B, H, T, T)
        if (mask is not null)
            scores = scores.Plus(mask);
        return matmul(nn.functional.softmax(scores, -1).to_type(v.dtype), v);
    }
}
