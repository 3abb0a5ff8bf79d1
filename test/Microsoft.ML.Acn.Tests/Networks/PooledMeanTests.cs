using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class PooledMeanTests
{
    private const int Rows = 60;

    [Theory]
    [InlineData(1, 128)]
    [InlineData(2, 256)]
    [InlineData(7, 3)]
    [InlineData(11, 131)] // rows of features begin at odd places
    [InlineData(13, 50)]
    [InlineData(13, 52)] // what pruning leaves: a multiple of 4, and not of 16
    [InlineData(49, 100)]
    [InlineData(64, 256)]
    [InlineData(256, 256)]
    [InlineData(256, 512)]
    public void A_mean_is_the_same_alone_and_at_any_place(int tokens, int features)
    {
        using var scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        Tensor x = randn([Rows, tokens, features], generator: new Generator(3)), weights = rand([Rows, 1, tokens], generator: new Generator(4));
        weights = weights / weights.sum(2, keepdim: true);
        float[] all = LayerPassage.Mean(x, weights).Numbers(), numbers = x.Numbers(), shares = weights.Numbers();
        var random = new Random(5);

        for (int row = 0; row < Rows; row++)
        {
            float[] mean = all[(row * features)..((row + 1) * features)];
            // Computed in 64 bits.
            double[] expected = [.. Enumerable.Range(0, features).Select(at => Enumerable.Range(0, tokens).Sum(token => (double)shares[(row * tokens) + token] * numbers[(((row * tokens) + token) * features) + at]))];
            for (int at = 0; at < features; at++)
                Assert.Equal(expected[at], mean[at], 1e-5);
            RowBits.AssertSame(mean, LayerPassage.Mean(x.narrow(0, row, 1).clone(), weights.narrow(0, row, 1).clone()).Numbers());
            long[] others = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (long)random.Next(Rows)), row];
            Tensor some = tensor(others);
            RowBits.AssertSame(mean, LayerPassage.Mean(x.index_select(0, some), weights.index_select(0, some)).Numbers()[^features..]);
        }
    }
}
