using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Vectors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>x_0 of a vector, one token: <c>W v + b</c>.</summary>
internal sealed class VectorEmbedding : TokenEmbedding
{
    private readonly LinearLayer linear;
    private readonly int _features;

    public VectorEmbedding(int features, int width, WeightInitializer init)
    {
        _features = features;
        linear = Own(nameof(linear), new LinearLayer(init.Random(width, features)));
    }

    public override Parameter? RowTable => null;

    public override bool HasOneToken => true;

    public override EmbeddedBatch Embed(InputBatch batch, TrainingPass? training)
    {
        var vectors = (VectorBatch)batch;
        Tensor features = HostNumbers.ToTensor<float>(vectors.Values!.Span, [vectors.Count, _features], linear.Device); // (B, F)
        return OneToken(linear.Forward(features));
    }

    /// <summary>Vectors as the only tokens of their rows.</summary>
    /// <param name="x">(B, C)</param>
    internal static EmbeddedBatch OneToken(Tensor x) => new(x.unsqueeze(1), ones([x.shape[0], 1, 1], dtype: ScalarType.Float32, device: x.device), null);
}
