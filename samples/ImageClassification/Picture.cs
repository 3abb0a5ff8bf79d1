using System.Runtime.InteropServices;
using SkiaSharp;

namespace ImageClassification;

/// <summary>A picture and its class, held as little as possible: there may be many.</summary>
/// <param name="Label">The class.</param>
/// <param name="Name">What it is called when it is talked of.</param>
internal abstract record Picture(string Label, string Name)
{
    /// <summary>The picture as the bytes of an image file.</summary>
    public abstract byte[] ToFile();
}

/// <summary>A picture in a file.</summary>
/// <param name="Label">The class; empty if nobody has told.</param>
/// <param name="Path">The file.</param>
internal sealed record FilePicture(string Label, string Path) : Picture(Label, Path)
{
    public override byte[] ToFile() => File.ReadAllBytes(Path);
}

/// <summary>A grey picture of a data set that has no files.</summary>
/// <param name="Label">The class.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Pixels">A byte for each pixel. (H x W)</param>
/// <param name="Width">W.</param>
internal sealed record GreyPicture(string Label, string Name, ReadOnlyMemory<byte> Pixels, int Width) : Picture(Label, Name)
{
    public override byte[] ToFile()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Pixels.Length / Width, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int y = 0; y < bitmap.Height; y++)
            Marshal.Copy(Pixels.Slice(y * Width, Width).ToArray(), 0, bitmap.GetPixels() + (y * bitmap.RowBytes), Width);
        using SKData file = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return file.ToArray();
    }
}
