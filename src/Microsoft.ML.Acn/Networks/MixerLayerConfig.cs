namespace Microsoft.ML.Acn.Networks;

/// <summary>Mixer layers: an MLP over the tokens and an MLP over the features (Tolstikhin et al. 2021).</summary>
internal sealed record MixerLayerConfig : LayerConfig
{
    private const double ShareOfTheLayerBefore = 0.5;

    /// <summary>T, the tokens of every row.</summary>
    public required int Tokens { get; init; }

    /// <summary>Hidden features of the MLP over the tokens. Below <see cref="Tokens"/>, some tokens start with next to no part in what follows.</summary>
    public required int TokenHidden { get; init; }

    /// <summary>Hidden features of the MLP over the features.</summary>
    public required int Hidden { get; init; }

    /// <summary>Whether a skip leads around the block, as in the code of the paper's authors; see <see cref="MixerBlock"/>.</summary>
    public required bool IsPaperVariant { get; init; }

    public static MixerLayerConfig For(AcnOptions options, int tokens, bool isPaperVariant) => new()
    {
        Tokens = tokens,
        TokenHidden = HiddenPerWidth * tokens,
        Hidden = HiddenPerWidth * options.Width,
        IsPaperVariant = isPaperVariant,
    };

    public override AcnLayer Build(NetworkConfig network, int index, WeightInitializer init)
        => new MixerBlock(this, network.Width, network.HasSkips, OutputShare(network, index), init);

    public override LayerSize Size() => new() { Hidden = Hidden, TokenHidden = TokenHidden };

    public override LayerConfig Sized(LayerSize size) => this with { Hidden = size.Hidden, TokenHidden = size.TokenHidden ?? TokenHidden };

    /// <summary>
    /// In the sum of an auto-compressing network each layer's output starts at half of the one before. The sum then starts from the early layers,
    /// these learn first, and more of the deep ones can be cut (20,000 pictures of Fashion-MNIST, 4 layers: 2 kept instead of 3, at 88.8 instead of
    /// 88.5 %). Nothing else notices: a layer norms what it reads.
    /// </summary>
    private double OutputShare(NetworkConfig network, int index)
        => network.Connectivity == AcnConnectivity.Acn && !IsPaperVariant ? Math.Pow(ShareOfTheLayerBefore, index + 1) : 1;
}
