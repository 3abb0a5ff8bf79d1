using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The kind and shape of a network's layers. Each kind builds its own.</summary>
[JsonDerivedType(typeof(TransformerLayerConfig), "transformer")]
[JsonDerivedType(typeof(MixerLayerConfig), "mixer")]
[JsonDerivedType(typeof(MlpLayerConfig), "mlp")]
internal abstract record LayerConfig
{
    /// <summary>Hidden features of an MLP per feature of the network.</summary>
    public const int HiddenPerWidth = 2;

    /// <summary>A layer with starting weights.</summary>
    /// <param name="network">The network that it is for.</param>
    /// <param name="index">How many layers come before it.</param>
    /// <param name="init">Source of starting weights.</param>
    public abstract AcnLayer Build(NetworkConfig network, int index, WeightInitializer init);

    /// <summary>How many units of each kind a layer has.</summary>
    public abstract LayerSize Size();

    /// <summary>The same layer with another number of units.</summary>
    public abstract LayerConfig Sized(LayerSize size);
}

/// <summary>Transformer layers: self-attention and an MLP.</summary>
internal sealed record TransformerLayerConfig : LayerConfig
{
    /// <summary>Attention heads; a head has <c>C / Heads</c> features, of the heads before any was removed.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden features of the MLP.</summary>
    public required int Hidden { get; init; }

    public static TransformerLayerConfig For(AcnOptions options) => new() { Heads = options.Heads, Hidden = HiddenPerWidth * options.Width };

    public override AcnLayer Build(NetworkConfig network, int index, WeightInitializer init)
        => new TransformerBlock(this, HeadWidth(network), network.Width, network.HasSkips, init);

    public override LayerSize Size() => new() { Hidden = Hidden, Heads = Heads };

    public override LayerConfig Sized(LayerSize size) => this with { Hidden = size.Hidden, Heads = size.Heads ?? Heads };

    /// <summary>The features of a head, which are what they were before any head was removed.</summary>
    private static int HeadWidth(NetworkConfig network) => network.Width / ((TransformerLayerConfig)network.Layer).Heads;
}
