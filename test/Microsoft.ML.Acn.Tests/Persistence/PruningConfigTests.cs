using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Pruned networks in the model file.</summary>
public class PruningConfigTests
{
    [Fact]
    public void A_network_of_layers_of_different_sizes_comes_back()
    {
        AcnModel model = Shrunk();

        AcnModel back = MemoryParts.Of(model).Load();

        Assert.Equal(model.Network.Config.Sizes!, back.Network.Config.Sizes!);
        Assert.Equal(MadeUpModel.Bits(model), MadeUpModel.Bits(back));
        Assert.Equal(MadeUpModel.Predict(model), MadeUpModel.Predict(back));
        model.Network.Dispose();
        back.Network.Dispose();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("2.0")]
    public void A_version_before_does_not_have_it(string version)
    {
        MemoryParts parts = Saved().Edit("\"version\": \"3.0\"", $"\"version\": \"{version}\"");

        Assert.Contains($"the network is pruned, which version {version} does not have", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"hidden\": 5,", "\"hidden\": 0,", "network.sizes.hidden is 0; allowed are 1 to 16")]
    [InlineData("\"hidden\": 5,", "\"hidden\": 17,", "network.sizes.hidden is 17; allowed are 1 to 16")]
    [InlineData("\"hidden\": 5,", "\"hidden\": 6,", "'layers.0.mlp.up.weight' has the shape (5, 8), not (6, 8)")]
    [InlineData("\"heads\": 1", "\"heads\": 3", "network.sizes.heads is 3; allowed are 1 to 2")]
    [InlineData("\"heads\": 1", "\"heads\": null", "network.sizes.heads is missing, which does not fit network.layer")]
    [InlineData("\"heads\": 1", "\"heads\": 1, \"tokenHidden\": 2", "network.sizes.tokenHidden is given, which does not fit network.layer")]
    [InlineData("\"heads\": 1", "\"heads\": 1, \"width\": 2", "width")]
    [InlineData("\"sizes\": [", "\"sizes\": [ null,", "the number of network.sizes is 3, which does not fit network.layers: 2")]
    [InlineData("\"prunedWeights\": \"layers\"", "\"prunedWeights\": \"head\"", "prunedWeights")]
    [InlineData("\"prunedWeights\": \"layers\"", "\"prunedWeights\": 1", "prunedWeights")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        MemoryParts parts = Saved().Edit(old, replacement);

        Assert.Contains(message, Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zeros_take_next_to_no_room_and_the_length_is_known_beforehand()
    {
        AcnModel model = MadeUpModel.Create(subwordBuckets: 500, width: 32);
        long before = Length(model);
        using (TorchSharp.torch.no_grad())
        {
            foreach ((string _, TorchSharp.Modules.Parameter weight) in model.Network.PrunableWeights(PrunedWeights.LayersAndEmbedding))
            {
                using TorchSharp.torch.Tensor some = weight.narrow(0, 1, weight.shape[0] - 1);
                some.zero_();
            }
        }
        model.Network.MarkPruned(PrunedWeights.LayersAndEmbedding);

        MemoryParts parts = MemoryParts.Of(model);
        AcnModel back = parts.Load();

        Assert.Equal(Length(model), parts.Config.Length + parts.Weights.Length);
        Assert.True(Length(model) * 3 < before, $"{Length(model)} of {before}");
        MadeUpModel.AssertSame(model, back);
        model.Network.Dispose();
        back.Network.Dispose();
    }

    [Fact]
    public void A_bitmap_of_a_saved_model_that_was_changed_is_refused_even_with_its_checksum_put_right()
    {
        AcnModel model = MadeUpModel.Create(subwordBuckets: 500, width: 32);
        using (TorchSharp.torch.no_grad())
            model.Network.Embedding.RowTable!.zero_();
        model.Network.MarkPruned(PrunedWeights.LayersAndEmbedding);
        MemoryParts parts = MemoryParts.Of(model);
        model.Network.Dispose();
        parts.Weights[8 + (int)BitConverter.ToInt64(parts.Weights)] ^= 1;
        parts.SealAll();

        string message = Assert.Throws<FormatException>(parts.Load).Message;

        Assert.Contains("'embedding.table.bitmap' marks 1 numbers, and 'embedding.table.values' has 0", message, StringComparison.Ordinal);
    }

    private static long Length(AcnModel model) => ModelSerializer.LengthOf(model, ModelSerializer.CountNonZeros(model.Network));

    private static AcnModel Shrunk()
    {
        AcnModel model = MadeUpModel.Create();
        AcnNetwork small = model.Network.Shrink(
        [
            new KeptUnits(model.Network.UnitsOf(UnitKind.HiddenUnit)[0], [1, 3, 5, 7, 9]),
            new KeptUnits(model.Network.UnitsOf(UnitKind.Head)[1], [1]),
        ]);
        model.Network.Dispose();
        small.MarkPruned(PrunedWeights.Layers);
        return model with { Network = small };
    }

    private static MemoryParts Saved()
    {
        AcnModel model = Shrunk();
        MemoryParts parts = MemoryParts.Of(model);
        model.Network.Dispose();
        return parts;
    }
}
