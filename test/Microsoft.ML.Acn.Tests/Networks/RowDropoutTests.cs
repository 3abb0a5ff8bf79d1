using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class RowDropoutTests
{
    [Fact]
    public void The_same_features_are_hidden_in_all_tokens_of_a_row()
    {
        using var scope = NewDisposeScope();

        float[] dropped = new RowDropout(0.25, new Random(1)).Apply(ones(20, 5, 100)).Numbers();

        for (int row = 0; row < 20; row++)
        {
            float[] first = dropped[(row * 500)..((row * 500) + 100)];
            Assert.All(first, number => Assert.True(number == 0 || Math.Abs(number - (1 / 0.75f)) < 1e-6));
            for (int token = 1; token < 5; token++)
                Assert.Equal(first, dropped[((row * 500) + (token * 100))..((row * 500) + (token * 100) + 100)]);
        }
        // 2,000 draws: a deviation of 0.01, and a mean that stays 1.
        Assert.InRange(dropped.Count(number => number == 0) / 10_000.0, 0.21, 0.29);
        Assert.InRange(dropped.Average(), 0.95, 1.05);
        Assert.NotEqual(dropped[..100], dropped[500..600]);
    }

    [Fact]
    public void A_seed_decides_what_is_hidden()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(4, 50);

        Assert.Equal(new RowDropout(0.5, new Random(1)).Apply(x).Numbers(), new RowDropout(0.5, new Random(1)).Apply(x).Numbers());
        Assert.NotEqual(new RowDropout(0.5, new Random(1)).Apply(x).Numbers(), new RowDropout(0.5, new Random(2)).Apply(x).Numbers());
    }

    [Fact]
    public void Without_a_share_nothing_happens()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(4, 50);

        Assert.Same(x, new RowDropout(0, new Random(1)).Apply(x));
    }
}
