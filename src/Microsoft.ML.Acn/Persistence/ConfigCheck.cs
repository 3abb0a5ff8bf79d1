using System.Globalization;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Range checks of a model's configuration, all made before anything of the sizes in it is allocated.</summary>
internal static class ConfigCheck
{
    private const int MaxTokens = 65_536;
    private const int MaxImageSide = 4_096;

    /// <exception cref="FormatException">A value is out of range, or two do not fit each other.</exception>
    public static void All(ModelConfig config)
    {
        Network(config.Network);
        if (config.Network.Connectivity == AcnConnectivity.DenseFormer)
            Has(config, SchemaVersion.WithDenseFormer, "network.connectivity is denseFormer");
        if (config.Network.IsPruned)
            Has(config, SchemaVersion.WithPruning, "the network is pruned");
        Name(config.Columns.Label, "columns.label");
        Name(config.Columns.Score, "columns.score");
        Name(config.Columns.PredictedLabel, "columns.predictedLabel");
        EarlyExit(config);
        Features(config);
        Pretraining(config);
        Continual(config);
        Same(config.Network.Classes, config.Labels.Count, "network.classes", "labels.count");
        config.Encoder.Check(config.Network.Embedding);
    }

    public static void Range(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new FormatException($"{name} is {value}; allowed are {min} to {max}");
    }

    public static void Same(int value, int other, string name, string otherName)
    {
        if (value != other)
            throw new FormatException($"{name} is {value}, which does not fit {otherName}: {other}");
    }

    public static void Name(string value, string name)
    {
        if (value.Length == 0)
            throw new FormatException($"{name} is empty");
    }

    public static void Network(NetworkConfig network)
    {
        Range(network.Layers, 0, 64, "network.layers");
        Range(network.Width, 8, 4_096, "network.width");
        Range(network.Classes, 2, 10_000_000, "network.classes");
        if (network.Embedding is PatchEmbeddingConfig patches)
            Patches(patches);
        switch (network.Layer)
        {
            case TransformerLayerConfig transformer:
                Range(transformer.Heads, 1, 64, "network.layer.heads");
                if (network.Width % transformer.Heads != 0)
                    throw new FormatException($"network.width is {network.Width}, no multiple of network.layer.heads, which is {transformer.Heads}");
                Range(transformer.Hidden, 1, 16_384, "network.layer.hidden");
                break;
            case MixerLayerConfig mixer:
                Mixer(mixer, network.Embedding);
                break;
            case MlpLayerConfig mlp:
                Range(mlp.Hidden, 1, 16_384, "network.layer.hidden");
                break;
            default:
                throw new FormatException($"network.layer is {network.Layer.GetType().Name}, which this version cannot check");
        }
        if (!Enum.IsDefined(network.PrunedWeights))
            throw new FormatException($"network.prunedWeights is {network.PrunedWeights}, which is none");
        if (network.Sizes is { } sizes)
            Sizes(sizes, network);
    }

    /// <summary>Pruned layers have at least one unit of each kind, and no more than before.</summary>
    private static void Sizes(IReadOnlyList<LayerSize> sizes, NetworkConfig network)
    {
        Same(sizes.Count, network.Layers, "the number of network.sizes", "network.layers");
        LayerSize full = network.Layer.Size();
        foreach (LayerSize size in sizes)
        {
            if (size is null)
                throw new FormatException("network.sizes has a null");
            Range(size.Hidden, 1, full.Hidden, "network.sizes.hidden");
            Optional(size.Heads, full.Heads, "network.sizes.heads");
            Optional(size.TokenHidden, full.TokenHidden, "network.sizes.tokenHidden");
        }

        static void Optional(int? value, int? most, string name)
        {
            if (value is null != most is null)
                throw new FormatException($"{name} is {(value is null ? "missing" : "given")}, which does not fit network.layer");
            if (value is { } number)
                Range(number, 1, most!.Value, name);
        }
    }

    private static void Has(ModelConfig config, SchemaVersion first, string what)
    {
        SchemaVersion version = SchemaVersion.Parse(config.Version);
        if (version.Major < first.Major || version.Minor < first.Minor)
            throw new FormatException($"{what}, which version {config.Version} does not have");
    }

    private static void EarlyExit(ModelConfig config)
    {
        if (config.EarlyExit is { } exit)
        {
            Has(config, SchemaVersion.WithEarlyExit, "there is an earlyExit");
            if (!Acn.EarlyExit.IsThreshold(exit.Threshold))
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"earlyExit.threshold is {exit.Threshold}; allowed are 0 to infinity"));
            if (!Enum.IsDefined(exit.Confidence))
                throw new FormatException($"earlyExit.confidence is {exit.Confidence}, which is none");
        }
        if (config.Columns.ExitDepth is not { } column)
            return;
        Name(column, "columns.exitDepth");
        if (config.EarlyExit is null)
            throw new FormatException("columns.exitDepth is named, but there is no earlyExit");
        if (column == config.Columns.Score || column == config.Columns.PredictedLabel)
            throw new FormatException($"columns.exitDepth is \"{column}\", like another column");
    }

    private static void Features(ModelConfig config)
    {
        if (config.Columns.Features is not { } column)
            return;
        Has(config, SchemaVersion.WithFeatures, "columns.features is named");
        Name(column, "columns.features");
        if (config.EarlyExit is not null)
            throw new FormatException("columns.features is named, and there is an earlyExit");
    }

    private static void Pretraining(ModelConfig config)
    {
        if (config.Pretraining is not { } profile)
            return;
        Has(config, SchemaVersion.WithPretraining, "there is a pretraining");
        if (config.Columns.Features is null)
            throw new FormatException("there is a pretraining, but columns.features is not named");
        if (config.Encoder is not TextEncoderConfig text)
            throw new FormatException($"there is a pretraining, but the encoder is {config.Encoder.GetType().Name}");
        Range(config.Labels.Count, 0, text.Words.Count, "labels.count of a pretraining");
        if (!config.Labels.Equals(MaskedWords.Of(text.Words, config.Labels.Count)))
            throw new FormatException("labels.values of a pretraining are not the first of encoder.words");
        Range(profile.Tokens, 0, int.MaxValue, "pretraining.tokens");
        if (profile.Depths.Count != 0)
            Same(profile.Depths.Count, config.Network.Layers + 1, "the number of pretraining.depths", "network.layers and one");
        foreach ((int place, AcnPretrainingResult depth) in profile.Depths.Index())
        {
            if (depth is null || depth.Depth != place || !(depth.Accuracy is >= 0 and <= 1) || !(depth.CrossEntropy is >= 0 and < double.PositiveInfinity))
                throw new FormatException("pretraining.depths has a figure that cannot be");
        }
    }

    private static void Continual(ModelConfig config)
    {
        if (config.Continual is null)
            return;
        Has(config, SchemaVersion.WithContinual, "there is a continual part");
        config.Continual.Check();
        if (config.Columns.Features is not null)
            throw new FormatException("columns.features is named, and there is a continual part");
    }

    private static void Mixer(MixerLayerConfig mixer, EmbeddingConfig embedding)
    {
        if (embedding is not PatchEmbeddingConfig patches)
            throw new FormatException($"network.layer mixes the patches of images, but network.embedding is {embedding.GetType().Name}");
        Same(mixer.Tokens, patches.Tokens, "network.layer.tokens", "the patches of network.embedding");
        Range(mixer.TokenHidden, 1, 2 * MaxTokens, "network.layer.tokenHidden");
        Range(mixer.Hidden, 1, 16_384, "network.layer.hidden");
    }

    private static void Patches(PatchEmbeddingConfig patches)
    {
        if (patches.Channels is not (1 or 3 or 4))
            throw new FormatException($"network.embedding.channels is {patches.Channels}; allowed are 1, 3 and 4");
        Range(patches.Height, 1, MaxImageSide, "network.embedding.height");
        Range(patches.Width, 1, MaxImageSide, "network.embedding.width");
        Range(patches.PatchSize, 1, MaxImageSide, "network.embedding.patchSize");
        WholePatches(patches.Height, "network.embedding.height");
        WholePatches(patches.Width, "network.embedding.width");
        Range(patches.Tokens, 1, MaxTokens, "the number of patches of network.embedding");
        if (!Enum.IsDefined(patches.Stem))
            throw new FormatException($"network.embedding.stem is {patches.Stem}, which is none");
        if (!PatchEmbeddingConfig.HasStem(patches.Stem, patches.PatchSize))
            throw new FormatException($"network.embedding.patchSize is {patches.PatchSize}; with a convolutional network.embedding.stem, allowed are 2, 4, 8 and 16");

        void WholePatches(int pixels, string name)
        {
            if (pixels % patches.PatchSize != 0)
                throw new FormatException($"{name} is {pixels}, no multiple of network.embedding.patchSize, which is {patches.PatchSize}");
        }
    }
}
