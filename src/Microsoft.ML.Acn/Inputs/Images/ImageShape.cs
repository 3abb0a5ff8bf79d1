namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>The shape that all images of a model have: planar bytes, C x H x W, row by row.</summary>
/// <param name="Channels">1 (grey), 3 (red, green, blue) or 4 (and alpha).</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels of a row.</param>
internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image.</summary>
    public int Bytes => Channels * Height * Width;
}
