using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

public class DenseAdamTests
{
    [Theory]
    [InlineData(1, false)] // biases, norms
    [InlineData(2, true)] // matrices
    [InlineData(3, false)] // the attention's numbers per head
    [InlineData(4, true)] // kernels of convolutions
    public void Only_matrices_and_kernels_decay(int dimensions, bool decays)
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(full([.. Enumerable.Repeat(2L, dimensions)], 3f));
        (weight * 0).sum().backward(); // without a gradient to follow, decay is all that is left
        using var adam = new DenseAdam([(weight, 1, null)], weightDecay: 0.5);

        adam.Step(learningRate: 0.1, factor: 1);
        adam.Step(learningRate: 0.1, factor: 1);

        Assert.All(weight.Numbers(), number => Assert.Equal(decays ? 3 * 0.95 * 0.95 : 3, number, 1e-6));
    }

    [Theory]
    [InlineData(3f, 1f, 1 + (2 * 0.95 * 0.95))]
    [InlineData(0.1f, 0.1f, 0.1f)] // where it is pulled to already, it stays to the bit
    public void With_an_anchor_the_distance_from_it_decays(float start, float anchor, double end)
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(full([2, 2], start));
        (weight * 0).sum().backward();
        using var adam = new DenseAdam([(weight, 1, full([2, 2], anchor))], weightDecay: 0.5);

        adam.Step(learningRate: 0.1, factor: 1);
        adam.Step(learningRate: 0.1, factor: 1);

        Assert.All(weight.Numbers(), number => Assert.Equal(end, number, start == anchor ? 0 : 1e-6));
    }
}
