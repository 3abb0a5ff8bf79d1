using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>What a network does to the state of the program around it.</summary>
[Collection(GlobalTorchState.Name)]
public class NetworkStateTests
{
    [Fact]
    public void Making_and_running_a_network_leaves_the_global_random_state_alone()
    {
        using Tensor before = random.get_rng_state();

        using AcnNetwork network = new(TestNetworks.Config(), CPU, 1);
        network.Logits(TestTexts.Store("the cat"), 0);

        using Tensor after = random.get_rng_state();
        Assert.Equal(before.data<byte>().ToArray(), after.data<byte>().ToArray());
    }

    [Fact]
    public void A_network_outlives_the_dispose_scope_that_it_was_made_in()
    {
        AcnNetwork network, cut;
        using (NewDisposeScope())
        {
            network = TestNetworks.Randomized(TestNetworks.Config());
            cut = network.Truncate(1);
        }

        Assert.All(network.Logits(TestTexts.Store("the cat"), 0)[^1], logit => Assert.True(float.IsFinite(logit)));
        Assert.All(cut.Logits(TestTexts.Store("the cat"), 0)[^1], logit => Assert.True(float.IsFinite(logit)));
        network.Dispose();
        cut.Dispose();
    }

    [Fact]
    public void No_tensor_is_left_when_networks_are_disposed_of()
    {
        long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long before = Live();

        for (int round = 0; round < 3; round++)
        {
            using AcnNetwork network = new(TestNetworks.Config(), CPU, 1);
            using AcnNetwork cut = network.Truncate(2);
            cut.Logits(TestTexts.Store("the cat", "on"), 0, 1);
            using AcnNetwork shapes = new(TestNetworks.Config(), META);
        }

        Assert.Equal(before, Live());
    }
}
