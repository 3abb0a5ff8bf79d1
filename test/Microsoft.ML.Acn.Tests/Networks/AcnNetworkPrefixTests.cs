using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class AcnNetworkPrefixTests
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat", "");

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_truncated_network_gives_the_prefix_to_the_bit(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, layers: 4));
        float[][] prefixes = network.Logits(_texts, 0, 1, 2, 3);

        for (int depth = 0; depth <= 4; depth++)
        {
            using AcnNetwork cut = network.Truncate(depth);
            Assert.Equal(depth, cut.Config.Layers);
            Assert.Equal(prefixes[..(depth + 1)], cut.Logits(_texts, 0, 1, 2, 3));
        }
    }

    [Fact]
    public void The_last_prefix_is_the_network()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using var scope = NewDisposeScope();
        using var _ = inference_mode();

        float[] full = network.Forward(TestNetworks.Encoder(network).Collate(_texts, [2, 0], null)).Numbers();

        Assert.Equal(network.Logits(_texts, 2, 0)[^1], full);
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_prefix_alone_is_the_truncated_network_to_the_bit(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, layers: 3));
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, [2, 0, 1], null);

        for (int depth = 0; depth <= 3; depth++)
        {
            using AcnNetwork cut = network.Truncate(depth);
            Assert.Equal(cut.Forward(batch).Numbers(), network.ForwardPrefix(batch, depth).Numbers());
        }
    }

    [Fact]
    public void A_truncated_network_lives_on_its_own()
    {
        AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        float[] expected = network.Logits(_texts, 0)[1];
        using AcnNetwork cut = network.Truncate(1);

        TestNetworks.Randomize(network, seed: 2);
        network.Dispose();

        Assert.Equal(expected, cut.Logits(_texts, 0)[1]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_depth_that_the_network_does_not_have_is_an_error(int depth)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        Assert.Throws<ArgumentOutOfRangeException>(nameof(depth), () => network.Truncate(depth));
    }

    [Fact]
    public void A_layer_that_says_nothing_leaves_the_sum_as_it_was()
    {
        using AcnNetwork sum = TestNetworks.Randomized(TestNetworks.Config(AcnConnectivity.Acn));
        using AcnNetwork last = TestNetworks.Randomized(TestNetworks.Config(AcnConnectivity.FeedForward));
        Silence(sum, layer: 1);
        Silence(last, layer: 1);

        float[][] logits = sum.Logits(_texts, 0, 1, 2);
        Assert.NotEqual(logits[0], logits[1]);
        Assert.Equal(logits[1], logits[2]);
        // Layer 2 reads x_1 = 0, not the sum, so only its biases speak: the same in any row.
        float[][] silent = last.Logits(_texts, 0, 1, 2);
        Assert.Equal(silent[2][..4], silent[2][4..8]);
        TestNetworks.AssertClose(silent[3][..4], silent[3][4..8], 1e-5);
    }

    [Fact]
    public void Depth_weighted_averages_start_as_the_residual_network()
    {
        using AcnNetwork residual = new(TestNetworks.Config(AcnConnectivity.Residual), CPU, seed: 3), averages = new(TestNetworks.Config(AcnConnectivity.DenseFormer), CPU, seed: 3);

        Assert.Equal(residual.Logits(_texts, 0, 1, 2), averages.Logits(_texts, 0, 1, 2));
        Assert.Equal([0, 0, 0, 1], averages.Snapshot()["averages.2.weights"]);
    }

    [Fact]
    public void A_network_without_layers_is_a_linear_model_of_the_embedding()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 0));

        Assert.Single(network.Logits(_texts, 0, 1));
    }

    private static void Silence(AcnNetwork network, int layer)
    {
        using var _ = no_grad();
        foreach ((string name, Tensor weight) in network.Weights())
        {
            if (name.StartsWith($"layers.{layer}.mlp.down", StringComparison.Ordinal))
                weight.zero_();
        }
    }
}
