using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The part of an image network that makes a token of each patch of pixels.</summary>
internal abstract class ImageStem : NetworkPart
{
    /// <param name="pixels">(B, channels, H, W)</param>
    /// <returns>(B, T, C)</returns>
    public abstract Tensor Forward(Tensor pixels);
}
