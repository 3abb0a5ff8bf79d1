namespace Microsoft.ML.Acn.Networks;

/// <summary>Layers of an MLP alone: nothing passes from token to token.</summary>
internal sealed record MlpLayerConfig : LayerConfig
{
    /// <summary>Hidden features of the MLP.</summary>
    public required int Hidden { get; init; }

    public static MlpLayerConfig For(AcnOptions options) => new() { Hidden = HiddenPerWidth * options.Width };

    public override AcnLayer Build(NetworkConfig network, int index, WeightInitializer init)
        => new MlpBlock(this, network.Width, network.HasSkips, init);

    public override LayerSize Size() => new() { Hidden = Hidden };

    public override LayerConfig Sized(LayerSize size) => this with { Hidden = size.Hidden };
}
