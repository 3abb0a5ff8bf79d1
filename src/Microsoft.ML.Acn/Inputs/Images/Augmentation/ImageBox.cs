namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>A rectangle within an image, in pixels.</summary>
internal readonly record struct ImageBox(int Left, int Top, int Width, int Height)
{
    /// <summary>Pixels within.</summary>
    public int Area => Width * Height;

    /// <summary>The part of a row of the box in one channel of an image.</summary>
    /// <param name="shape">The shape of the image.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="row">The row of the box, from 0.</param>
    public Range RowIn(ImageShape shape, int channel, int row)
    {
        int start = (((channel * shape.Height) + Top + row) * shape.Width) + Left;
        return start..(start + Width);
    }
}
