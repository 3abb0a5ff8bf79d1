using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class LayerDropoutTests
{
    private static readonly TextRowStore _texts = TestTexts.Store([.. Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? "the cat sat" : "a rhinoceros on the mat")]);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.2071)] // 0.5 * (2^(1/2) - 1)
    [InlineData(2, 0.5)]
    public void Shares_rise_from_0_at_the_first_layer_to_the_highest_at_the_last(int index, double share)
        => Assert.Equal(share, new LayerDropout(0.5, 3, new Random(1)).ShareOf(index), 4);

    [Fact]
    public void A_single_layer_is_never_skipped() => Assert.Equal(0, new LayerDropout(0.5, 1, new Random(1)).ShareOf(0));

    [Fact]
    public void A_row_that_skips_a_layer_is_read_as_it_was_before_it_and_others_as_ever()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config() with { Layers = 3, Connectivity = AcnConnectivity.Residual });
        using var scope = NewDisposeScope();
        InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(1), 0));

        float[][][] plain = Rows(network.ForwardPrefixes(batch, Pass(0)));
        float[][][] dropped = Rows(network.ForwardPrefixes(batch, Pass(0.5)));

        Assert.Equal(plain[0], dropped[0]);
        Assert.Equal(plain[1], dropped[1]);
        for (int row = 0; row < dropped[2].Length; row++)
            Assert.True(dropped[2][row].SequenceEqual(plain[2][row]) != dropped[2][row].SequenceEqual(plain[1][row]), $"row {row}");
        Assert.InRange(dropped[2].Where((logits, row) => logits.SequenceEqual(plain[1][row])).Count(), 50, 116); // of 400 rows 83 are expected
        Assert.InRange(dropped[3].Where((logits, row) => logits.SequenceEqual(dropped[2][row])).Count(), 150, 250); // 200
    }

    [Fact]
    public void Only_residual_networks_can_skip_layers()
    {
        OptionsValidator.Check(new AcnTextOptions { Connectivity = AcnConnectivity.Residual, LayerDropout = 0.2 });

        string message = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AcnTextOptions { LayerDropout = 0.2 })).Message;

        Assert.Contains("LayerDropout is 0.2; allowed: 0 unless Connectivity is Residual", message, StringComparison.Ordinal);
    }

    private static TrainingPass Pass(double highest)
        => new(new RowDropout(0, new Random(1))) { LayerDropout = highest > 0 ? new LayerDropout(highest, 3, new Random(1)) : null };

    private static float[][][] Rows(Tensor[] depths)
        => [.. depths.Select(logits => Enumerable.Range(0, (int)logits.shape[0]).Select(row => logits[row].data<float>().ToArray()).ToArray())];
}
