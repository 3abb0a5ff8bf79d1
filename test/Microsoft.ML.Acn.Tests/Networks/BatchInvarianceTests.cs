using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>A row's scores are its own: neighbours, padding and order do not reach them.</summary>
public class BatchInvarianceTests
{
    private static readonly TextRowStore _texts = TestTexts.Store(12,
        "cat", "", "the cat sat", "on", "the cat sat on the mat and looked at the dog", "a rhinoceros on the cat", "the cat sat");

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_row_scores_alone_as_it_does_among_longer_ones(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity));
        float[][] together = network.Logits(_texts, _texts.All());

        for (int row = 0; row < _texts.Count; row++)
        {
            float[][] alone = network.Logits(_texts, row);
            for (int depth = 0; depth < together.Length; depth++)
                TestNetworks.AssertClose(alone[depth], together[depth][(row * 4)..((row + 1) * 4)], 1e-5);
        }
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        float[] forwards = network.Logits(_texts, 0, 4, 5)[^1], mixed = network.Logits(_texts, 5, 0, 5, 4)[^1];

        TestNetworks.AssertClose(forwards[8..], mixed[..4], 1e-5);
        TestNetworks.AssertClose(forwards[..4], mixed[4..8], 1e-5);
        TestNetworks.AssertClose(forwards[8..], mixed[8..12], 1e-5);
        TestNetworks.AssertClose(forwards[4..8], mixed[12..], 1e-5);
    }

    [Fact]
    public void Equal_texts_have_equal_scores_in_one_batch()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        float[] logits = network.Logits(_texts, 2, 4, 6)[^1];

        TestNetworks.AssertClose(logits[..4], logits[8..], 1e-6);
    }

    [Fact]
    public void The_same_batch_has_the_same_scores_to_the_bit()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        Assert.Equal(network.Logits(_texts, 4, 2, 0), network.Logits(_texts, 4, 2, 0));
    }

    [Fact]
    public void Threads_can_share_a_network_when_each_has_its_store()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        float[][] expected = network.Logits(_texts, 4, 2, 0);

        Parallel.For(0, 8, _ =>
        {
            TextRowStore own = TestTexts.Store(12, "the cat sat on the mat and looked at the dog", "the cat sat", "cat");
            for (int round = 0; round < 10; round++)
                Assert.Equal(expected, network.Logits(own, 0, 1, 2));
        });
    }
}
