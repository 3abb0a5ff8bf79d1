using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>The kinds of layers that image networks have.</summary>
public enum ImageLayers
{
    Transformer,
    Mixer,
    PaperMixer,
}

/// <summary>Small networks of small images.</summary>
internal static class TestImages
{
    public static PatchEmbeddingConfig Patches(int channels = 3, int height = 8, int width = 12, int patchSize = 4, PatchStem stem = PatchStem.Linear, bool hasPositions = true) => new()
    {
        Channels = channels,
        Height = height,
        Width = width,
        PatchSize = patchSize,
        Stem = stem,
        HasPositions = hasPositions,
    };

    public static NetworkConfig Config(
        PatchEmbeddingConfig? patches = null,
        ImageLayers layer = ImageLayers.Transformer,
        AcnConnectivity connectivity = AcnConnectivity.Acn,
        int layers = 3,
        int width = 8)
    {
        patches ??= Patches();
        return new NetworkConfig
        {
            Layers = layers,
            Width = width,
            Classes = 4,
            Connectivity = connectivity,
            Embedding = patches,
            Layer = layer == ImageLayers.Transformer
                ? new TransformerLayerConfig { Heads = 2, Hidden = (2 * width) + 3 }
                : new MixerLayerConfig { Tokens = patches.Tokens, TokenHidden = (2 * patches.Tokens) + 1, Hidden = (2 * width) + 3, IsPaperVariant = layer == ImageLayers.PaperMixer },
        };
    }

    /// <summary>Images of random pixels.</summary>
    public static ImageBatch Batch(PatchEmbeddingConfig patches, int count, int seed = 1)
    {
        byte[] pixels = new byte[count * patches.Channels * patches.Height * patches.Width];
        new Random(seed).NextBytes(pixels);
        return new ImageBatch
        {
            Count = count,
            Pixels = pixels,
            Channels = patches.Channels,
            Height = patches.Height,
            Width = patches.Width,
            Means = [.. new[] { 120f, 130.5f, 99f, 128f }.Take(patches.Channels)],
            Scales = [.. new[] { 1 / 60f, 1 / 70f, 1 / 80f, 1 / 75f }.Take(patches.Channels)],
        };
    }

    /// <summary>Some images of a batch, in the order given.</summary>
    public static ImageBatch Pick(this ImageBatch batch, params int[] images)
    {
        int size = batch.Pixels.Length / batch.Count;
        return new ImageBatch
        {
            Count = images.Length,
            Pixels = images.SelectMany(image => batch.Pixels[(image * size)..((image + 1) * size)].ToArray()).ToArray(),
            Channels = batch.Channels,
            Height = batch.Height,
            Width = batch.Width,
            Means = batch.Means,
            Scales = batch.Scales,
        };
    }

    /// <summary>Logits of every depth. Index: depth; then B*K numbers.</summary>
    public static float[][] Logits(this AcnNetwork network, ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        return [.. network.ForwardPrefixes(batch).Select(TestNetworks.Numbers)];
    }
}
