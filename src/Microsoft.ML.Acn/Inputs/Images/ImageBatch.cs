namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>A batch of B images of one size, as bytes. The network computes <c>(pixel - mean) * scale</c>.</summary>
internal sealed class ImageBatch : InputBatch
{
    /// <summary>Pixels, 0 to 255, image by image, channel by channel, row by row. (B*C*H*W)</summary>
    public required BatchArray<byte> Pixels { get; init; }

    /// <summary>C, the channels: 1, 3 or 4.</summary>
    public required int Channels { get; init; }

    /// <summary>H, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>W, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Each channel's mean over the training images, 0 to 255. (C)</summary>
    public required float[] Means { get; init; }

    /// <summary>One over each channel's standard deviation over the training images. (C)</summary>
    public required float[] Scales { get; init; }

    public override void Dispose()
    {
        base.Dispose();
        Pixels.Dispose();
    }
}
