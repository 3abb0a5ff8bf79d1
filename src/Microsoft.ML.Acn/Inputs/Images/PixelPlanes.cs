namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Decoded pixels to planes of bytes, one for each channel.</summary>
internal static class PixelPlanes
{
    /// <summary>Writes the planes of one image.</summary>
    /// <param name="pixels">Red, green, blue, multiplied by the opacity, and opacity of each pixel. (H x W x 4)</param>
    /// <param name="channels">1 (luma over the background), 3 (colours over the background) or 4 (as they are).</param>
    /// <param name="background">What is seen through pixels that are not opaque.</param>
    /// <param name="planes">(channels x H x W)</param>
    public static void Write(ReadOnlySpan<byte> pixels, int channels, Rgb background, Span<byte> planes)
    {
        int count = pixels.Length / 4;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(4 * i, 4);
            if (channels == 4)
            {
                for (int channel = 0; channel < 4; channel++)
                    planes[(channel * count) + i] = pixel[channel];
                continue;
            }
            Rgb seen = Over(pixel, background);
            if (channels == 1)
            {
                planes[i] = Luma(seen);
                continue;
            }
            planes[i] = seen.Red;
            planes[count + i] = seen.Green;
            planes[(2 * count) + i] = seen.Blue;
        }
    }

    /// <summary>Whether all pixels are grey, as they are seen over the background.</summary>
    public static bool IsGrey(ReadOnlySpan<byte> pixels, Rgb background)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            Rgb seen = Over(pixels.Slice(i, 4), background);
            if (seen.Red != seen.Green || seen.Green != seen.Blue)
                return false;
        }
        return true;
    }

    private static Rgb Over(ReadOnlySpan<byte> pixel, Rgb background)
    {
        int through = 255 - pixel[3];
        return through == 0
            ? new Rgb(pixel[0], pixel[1], pixel[2])
            : new Rgb(Blend(pixel[0], background.Red), Blend(pixel[1], background.Green), Blend(pixel[2], background.Blue));

        byte Blend(int color, int behind) => (byte)Math.Min(color + (((behind * through) + 127) / 255), 255);
    }

    /// <summary>Rec. 601, rounded; of grey, the grey itself.</summary>
    private static byte Luma(Rgb color) => (byte)(((299 * color.Red) + (587 * color.Green) + (114 * color.Blue) + 500) / 1_000);
}

/// <summary>An opaque colour.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue);
