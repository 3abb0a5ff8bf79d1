using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Layer normalisation over the last dimension (Ba et al. 2016): <c>weight * (x - mean) / sqrt(variance + epsilon) + bias</c>. It starts with weight 1 and bias 0.</summary>
internal sealed class LayerNorm : NetworkPart
{
    // PyTorch's own.
    private const double Epsilon = 1e-5;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] _shape;

    /// <param name="width">C, the features of a token.</param>
    /// <param name="init">Source of starting weights.</param>
    public LayerNorm(int width, WeightInitializer init)
    {
        _shape = [width];
        weight = Own(nameof(weight), new Parameter(init.Ones(width)));
        bias = Own(nameof(bias), new Parameter(init.Zeros(width)));
    }

    /// <param name="x">(..., C)</param>
    /// <returns>(..., C)</returns>
    public Tensor Forward(Tensor x) => nn.functional.layer_norm(x, _shape, weight, bias, Epsilon);
}
