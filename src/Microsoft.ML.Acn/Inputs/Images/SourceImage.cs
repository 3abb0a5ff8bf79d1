namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>An image as it was read from a row, not decoded yet. Needs nothing of the row any more, and can be decoded on any thread.</summary>
/// <param name="position">The row's position in the data, from 0.</param>
internal abstract class SourceImage(long position)
{
    public long Position => position;

    /// <summary>Bytes held.</summary>
    public abstract int Length { get; }

    /// <summary>The picture's size, or null if it cannot be told. Looks at no more than the header.</summary>
    public abstract ImageSize? Size { get; }

    /// <summary>The picture, scaled to cover a size and cut evenly on both sides. Never throws for what is in it.</summary>
    public abstract DecodedImage Decode(ImageSize target);
}

/// <summary>A row without an image.</summary>
/// <param name="position">The row's position in the data, from 0.</param>
/// <param name="problem">What is wrong.</param>
internal sealed class NoImage(long position, string problem) : SourceImage(position)
{
    public override int Length => 0;

    public override ImageSize? Size => null;

    public override DecodedImage Decode(ImageSize target) => new(null, problem);
}

/// <summary>An image whose pixels are known.</summary>
/// <param name="position">The row's position in the data, from 0.</param>
/// <param name="pixels">Red, green, blue, multiplied by the opacity, and opacity of each pixel, row by row. (H x W x 4)</param>
/// <param name="size">H and W.</param>
internal sealed class PixelImage(long position, byte[] pixels, ImageSize size) : SourceImage(position)
{
    public override int Length => pixels.Length;

    public override ImageSize? Size => size;

    public override DecodedImage Decode(ImageSize target) => new(ImageResampler.Cover(pixels, size, target), null);
}
