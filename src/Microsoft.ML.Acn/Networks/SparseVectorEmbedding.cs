using Microsoft.ML.Acn.Inputs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// x_0 of a vector, one token: the sum of a table's rows, each times the vector's number in its slot, plus a bias. The same function as
/// <see cref="VectorEmbedding"/>, at the cost of the numbers that are not zero.
/// </summary>
internal sealed class SparseVectorEmbedding : TokenEmbedding
{
    // With all of the table at zero and no bias, the first norm would divide by nothing.
    private const double BiasDeviation = 0.1;

    private readonly Parameter table;
    private readonly Parameter bias;

    public SparseVectorEmbedding(int features, int width, WeightInitializer init)
    {
        // Zero means "says nothing": slots that no training row fills stay silent, and zeros take no room in a compressed file.
        table = Own(nameof(table), new Parameter(LargeTable.Zeros(init.Device, features, width), requires_grad: false));
        bias = Own(nameof(bias), new Parameter(init.Normal(BiasDeviation, width)));
    }

    public override Parameter RowTable => table;

    public override bool HasOneToken => true;

    public override EmbeddedBatch Embed(InputBatch batch, TrainingPass? training)
    {
        Tensor sums = RowMeans.Of(table, batch.Bags!).to(bias.device); // (B, C)
        if (training is not null)
            sums = training.RowMeans = new Parameter(sums);
        return VectorEmbedding.OneToken(sums.Plus(bias));
    }
}
