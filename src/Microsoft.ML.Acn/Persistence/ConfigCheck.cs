using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Range checks of a model's configuration, all made before anything of the sizes in it is allocated.</summary>
internal static class ConfigCheck
{
    /// <exception cref="FormatException">A value is out of range, or two do not fit each other.</exception>
    public static void All(ModelConfig config)
    {
        Network(config.Network);
        Name(config.Columns.Label, "columns.label");
        Name(config.Columns.Score, "columns.score");
        Name(config.Columns.PredictedLabel, "columns.predictedLabel");
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

    private static void Network(NetworkConfig network)
    {
        Range(network.Layers, 0, 64, "network.layers");
        Range(network.Width, 8, 4_096, "network.width");
        Range(network.Classes, 2, 10_000_000, "network.classes");
        switch (network.Layer)
        {
            case TransformerLayerConfig transformer:
                Range(transformer.Heads, 1, 64, "network.layer.heads");
                if (network.Width % transformer.Heads != 0)
                    throw new FormatException($"network.width is {network.Width}, no multiple of network.layer.heads, which is {transformer.Heads}");
                Range(transformer.Hidden, 1, 16_384, "network.layer.hidden");
                break;
            case MlpLayerConfig mlp:
                Range(mlp.Hidden, 1, 16_384, "network.layer.hidden");
                break;
            default:
                throw new FormatException($"network.layer is {network.Layer.GetType().Name}, which this version cannot check");
        }
    }
}
