using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// What DenseFormer puts after a layer: <c>z_i = a_0 x_0 + ... + a_i x_i</c>, a sum of the embedding and of all outputs so far with learned
/// weights, which starts at the latest output alone.
/// </summary>
internal sealed class DepthAverage : NetworkPart
{
    private readonly Parameter weights;

    /// <param name="count">i + 1, the tensors that are summed.</param>
    /// <param name="init">Source of starting weights.</param>
    public DepthAverage(int count, WeightInitializer init)
    {
        weights = Own(nameof(weights), new Parameter(cat([init.Zeros(count - 1), init.Ones(1)])));
    }

    /// <param name="outputs">x_0 to x_i, each (B, T, C)</param>
    /// <returns>(B, T, C)</returns>
    public Tensor Forward(IReadOnlyList<Tensor> outputs)
    {
        // One tensor after another, and not one product over all: a row's bits must not depend on how many rows there are.
        Tensor sum = outputs[0] * weights.select(0, 0);
        for (int i = 1; i < outputs.Count; i++)
            sum = sum.Plus(outputs[i] * weights.select(0, i));
        return sum;
    }
}
