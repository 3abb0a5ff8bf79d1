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
    public abstract AcnLayer Build(NetworkConfig network, WeightInitializer init);
}

/// <summary>Transformer layers: self-attention and an MLP.</summary>
internal sealed record TransformerLayerConfig : LayerConfig
{
    /// <summary>Attention heads; a head has <c>C / Heads</c> features.</summary>
    public required int Heads { get; init; }

    /// <summary>Hidden features of the MLP.</summary>
    public required int Hidden { get; init; }

    public static TransformerLayerConfig For(AcnOptions options) => new() { Heads = options.Heads, Hidden = HiddenPerWidth * options.Width };

    public override AcnLayer Build(NetworkConfig network, WeightInitializer init)
        => new TransformerBlock(this, network.Width, network.Connectivity == AcnConnectivity.Residual, init);
}
