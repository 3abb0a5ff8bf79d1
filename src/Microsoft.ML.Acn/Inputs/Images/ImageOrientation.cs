using System.Runtime.InteropServices;
using SkiaSharp;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Turns and mirrors pictures as EXIF says. The names of the values say where the first row and the first column are.</summary>
internal static class ImageOrientation
{
    /// <summary>Whether height and width change places.</summary>
    public static bool SwapsSides(SKEncodedOrigin origin) => origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    /// <summary>The picture as it is to be looked at.</summary>
    /// <param name="pixels">Four bytes for each pixel, as they are stored.</param>
    /// <param name="size">The size of the result.</param>
    /// <param name="origin">How the picture is stored.</param>
    public static byte[] Upright(byte[] pixels, ImageSize size, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return pixels;
        ReadOnlySpan<uint> source = MemoryMarshal.Cast<byte, uint>(pixels);
        byte[] result = new byte[pixels.Length];
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(result.AsSpan());
        int width = SwapsSides(origin) ? size.Height : size.Width;
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                int right = size.Width - 1 - x, bottom = size.Height - 1 - y;
                (int row, int column) = origin switch
                {
                    SKEncodedOrigin.TopRight => (y, right),
                    SKEncodedOrigin.BottomRight => (bottom, right),
                    SKEncodedOrigin.BottomLeft => (bottom, x),
                    SKEncodedOrigin.LeftTop => (x, y),
                    SKEncodedOrigin.RightTop => (right, y),
                    SKEncodedOrigin.RightBottom => (right, bottom),
                    SKEncodedOrigin.LeftBottom => (x, bottom),
                    _ => (y, x),
                };
                target[(y * size.Width) + x] = source[(row * width) + column];
            }
        }
        return result;
    }
}
