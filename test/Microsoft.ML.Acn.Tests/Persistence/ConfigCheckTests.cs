using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Networks;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Configurations of image networks that say what cannot be.</summary>
public class ConfigCheckTests
{
    [Theory]
    [InlineData(0, 8, 8, 4, "network.embedding.channels is 0; allowed are 1, 3 and 4")]
    [InlineData(2, 8, 8, 4, "network.embedding.channels is 2")]
    [InlineData(5, 8, 8, 4, "network.embedding.channels is 5")]
    [InlineData(3, 0, 8, 4, "network.embedding.height is 0; allowed are 1 to 4096")]
    [InlineData(3, 4_097, 8, 1, "network.embedding.height is 4097")]
    [InlineData(3, 8, -8, 4, "network.embedding.width is -8; allowed are 1 to 4096")]
    [InlineData(3, 8, int.MaxValue, 1, "network.embedding.width")]
    [InlineData(3, 8, 8, 0, "network.embedding.patchSize is 0")]
    [InlineData(3, 8, 8, -4, "network.embedding.patchSize is -4")]
    [InlineData(3, 8, 8, 16, "network.embedding.height is 8, no multiple of network.embedding.patchSize, which is 16")]
    [InlineData(3, 8, 9, 4, "network.embedding.width is 9, no multiple of network.embedding.patchSize, which is 4")]
    [InlineData(3, 4_096, 4_096, 8, "the number of patches of network.embedding is 262144; allowed are 1 to 65536")]
    public void Wrong_images_are_named(int channels, int height, int width, int patchSize, string message)
    {
        NetworkConfig config = TestImages.Config() with { Embedding = TestImages.Patches(channels, height, width, patchSize) };

        Assert.Contains(message, Assert.Throws<FormatException>(() => ConfigCheck.Network(config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(32)]
    public void Patches_that_convolutions_cannot_make_are_named(int patchSize)
    {
        NetworkConfig config = TestImages.Config(TestImages.Patches(height: 96, width: 96, patchSize: patchSize));
        ConfigCheck.Network(config);

        config = config with { Embedding = (PatchEmbeddingConfig)config.Embedding with { Stem = PatchStem.Convolutional } };

        Assert.Contains(
            $"network.embedding.patchSize is {patchSize}; with a convolutional network.embedding.stem, allowed are 2, 4, 8 and 16",
            Assert.Throws<FormatException>(() => ConfigCheck.Network(config)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stem_that_there_is_not_is_named()
    {
        NetworkConfig config = TestImages.Config(TestImages.Patches(stem: (PatchStem)7));

        Assert.Contains("network.embedding.stem is 7", Assert.Throws<FormatException>(() => ConfigCheck.Network(config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 13, 19, "network.layer.tokens is 5, which does not fit the patches of network.embedding: 6")]
    [InlineData(6, 0, 19, "network.layer.tokenHidden is 0; allowed are 1 to 131072")]
    [InlineData(6, 131_073, 19, "network.layer.tokenHidden is 131073")]
    [InlineData(6, 13, 0, "network.layer.hidden is 0; allowed are 1 to 16384")]
    [InlineData(6, 13, 16_385, "network.layer.hidden is 16385")]
    public void Wrong_mixers_are_named(int tokens, int tokenHidden, int hidden, string message)
    {
        NetworkConfig config = TestImages.Config() with { Layer = Mixer(tokens, tokenHidden, hidden) };

        Assert.Contains(message, Assert.Throws<FormatException>(() => ConfigCheck.Network(config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mixer_of_words_is_refused()
    {
        NetworkConfig config = TestNetworks.Config() with { Layer = Mixer(12, 24, 16) };

        Assert.Contains("network.embedding is TextEmbeddingConfig", Assert.Throws<FormatException>(() => ConfigCheck.Network(config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageLayers.Transformer)]
    [InlineData(ImageLayers.Mixer)]
    [InlineData(ImageLayers.PaperMixer)]
    public void What_is_allowed_passes_and_can_be_built(ImageLayers layer)
    {
        foreach (PatchEmbeddingConfig patches in new[]
        {
            TestImages.Patches(channels: 1, height: 1, width: 1, patchSize: 1),
            TestImages.Patches(channels: 3, height: 32, width: 64, patchSize: 2, stem: PatchStem.Convolutional),
            TestImages.Patches(channels: 4, height: 4_096, width: 4_096, patchSize: 16, stem: PatchStem.Convolutional),
            TestImages.Patches(channels: 4, height: 4_096, width: 4_096, patchSize: 4_096),
        })
        {
            NetworkConfig config = TestImages.Config(patches, layer);
            if (config.Layer is MixerLayerConfig mixer)
                config = config with { Layer = mixer with { TokenHidden = 2 * mixer.Tokens } };
            ConfigCheck.Network(config);

            using var shapes = new AcnNetwork(config, TorchSharp.torch.META);
            Assert.NotEmpty(shapes.Weights());
        }
    }

    private static MixerLayerConfig Mixer(int tokens, int tokenHidden, int hidden)
        => new() { Tokens = tokens, TokenHidden = tokenHidden, Hidden = hidden, IsPaperVariant = false };
}
