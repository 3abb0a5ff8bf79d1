namespace Microsoft.ML.Acn;

/// <summary>The kind of layers of an image network.</summary>
public enum AcnImageArchitecture
{
    /// <summary>Transformer layers over the patches (Dosovitskiy et al. 2021), with a learned position for each patch.</summary>
    VisionTransformer = 0,

    /// <summary>Mixer layers (Tolstikhin et al. 2021): one MLP across the patches, one across the features.</summary>
    MlpMixer = 1,

    /// <summary>The mixer layer as in the authors' experiments with auto-compressing networks (arXiv 2506.09714), for comparison.</summary>
    PaperMlpMixer = 2,
}
