using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Networks whose units were removed, against the same ones with zeros in their place.</summary>
public class ShrinkTests
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat, the the");

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_text_network_without_units_computes_what_it_does_with_zeros_in_their_place(AcnConnectivity connectivity)
        => AssertAlike(TestNetworks.Config(connectivity), network => network.Logits(_texts, _texts.All()));

    [Theory]
    [InlineData(ImageLayers.Transformer)]
    [InlineData(ImageLayers.Mixer)]
    [InlineData(ImageLayers.PaperMixer)]
    public void An_image_network_without_units_computes_what_it_does_with_zeros_in_their_place(ImageLayers layer)
        => AssertAlike(TestImages.Config(layer: layer), network => network.Logits(TestImages.Batch(TestImages.Patches(), 5)));

    [Fact]
    public void A_64_bit_loop_over_the_masked_network_agrees()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        KeptUnits[] kept = Kept(network);
        using AcnNetwork small = network.Shrink(kept);
        Zero(network, kept);

        var reference = new ReferenceNetwork(network);
        float[][] logits = small.Logits(_texts, _texts.All());

        foreach (int row in _texts.All())
        {
            double[][] expected = reference.Logits(NaiveToken.Of(_texts.Row(row), TestNetworks.Vocabulary));
            for (int depth = 0; depth < expected.Length; depth++)
                TestNetworks.AssertClose(Array.ConvertAll(expected[depth], value => (float)value), logits[depth][(row * 4)..((row + 1) * 4)], 1e-4);
        }
    }

    [Fact]
    public void A_shrunk_network_is_cut_and_copied_and_keeps_the_sizes_of_its_layers()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using AcnNetwork small = network.Shrink(Kept(network));

        using AcnNetwork cut = small.Truncate(2), copy = small.Copy(CPU, null, 0);

        Assert.Equal(small.Config.Sizes!.Take(2), cut.Config.Sizes!);
        Assert.Equal(small.Config.Sizes!, copy.Config.Sizes!);
        float[][] logits = small.Logits(_texts, _texts.All());
        Assert.Equal(logits[..3], cut.Logits(_texts, _texts.All()));
        Assert.Equal(logits, copy.Logits(_texts, _texts.All()));
    }

    [Fact]
    public void A_network_can_be_shrunk_twice_and_a_full_one_has_no_sizes()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using AcnNetwork first = network.Shrink(Kept(network));
        KeptUnits[] kept = [.. first.UnitsOf(UnitKind.HiddenUnit).Take(1).Select(units => new KeptUnits(units, [1, 2, 5]))];
        using AcnNetwork second = first.Shrink(kept), same = network.Shrink([]);
        Zero(first, kept);

        Assert.Equal(3, second.Config.Sizes![0].Hidden);
        Assert.Equal(1, second.Config.Sizes![0].Heads);
        AssertClose(first.Logits(_texts, _texts.All()), second.Logits(_texts, _texts.All()));
        Assert.Null(same.Config.Sizes);
    }

    private static void AssertAlike(NetworkConfig config, Func<AcnNetwork, float[][]> logits)
    {
        using AcnNetwork network = TestNetworks.Randomized(config);
        KeptUnits[] kept = Kept(network);
        using AcnNetwork small = network.Shrink(kept);
        float[][] full = logits(network);
        Zero(network, kept);

        float[][] masked = logits(network);

        Assert.NotEqual(full[^1], masked[^1]);
        AssertClose(masked, logits(small));
        Assert.True(small.Weights().Sum(weight => weight.Tensor.numel()) < network.Weights().Sum(weight => weight.Tensor.numel()));
    }

    /// <summary>Other numbers of units in each layer, none of them whole blocks of four.</summary>
    private static KeptUnits[] Kept(AcnNetwork network) =>
    [
        .. network.UnitsOf(UnitKind.HiddenUnit).Select((units, index) => new KeptUnits(units, [.. Enumerable.Range(0, units.Count).Where(unit => unit % (index + 2) == 1)])),
        .. network.UnitsOf(UnitKind.Head).Select((units, index) => new KeptUnits(units, [index % 2])),
    ];

    private static void Zero(AcnNetwork network, KeptUnits[] kept)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((PrunableUnits units, IReadOnlyList<int> left) in kept.Select(part => (network.UnitsOf(part.Units.Kind).Single(all => all.Layer == part.Units.Layer && all.Name == part.Units.Name), part.Kept)))
        {
            foreach (UnitSlice slice in units.Slices)
            {
                foreach (long position in slice.Positions(Enumerable.Range(0, units.Count).Except(left)))
                    slice.Weight.select(slice.Dimension, position).zero_();
            }
        }
    }

    private static void AssertClose(float[][] expected, float[][] actual)
    {
        for (int depth = 0; depth < expected.Length; depth++)
            TestNetworks.AssertClose(expected[depth], actual[depth], 2e-5);
    }
}
