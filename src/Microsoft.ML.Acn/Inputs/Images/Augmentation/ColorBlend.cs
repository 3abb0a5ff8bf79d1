namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>Colour operations that move an image away from a duller form of itself, or towards it: factor 0 is that form, 1 changes nothing.</summary>
internal static class ColorBlend
{
    // Factors are whole numbers of 1/256, which keeps the loops free of conversions.
    private const int One = 256;

    /// <summary>Blends with the grey image.</summary>
    /// <param name="colors">Red, green, blue. (3, H, W)</param>
    /// <param name="factor">0 to 2.</param>
    public static void Saturation(Span<byte> colors, double factor)
    {
        int plane = colors.Length / 3, weight = (int)Math.Round(factor * One);
        Span<byte> red = colors[..plane], green = colors.Slice(plane, plane), blue = colors.Slice(2 * plane, plane);
        for (int i = 0; i < red.Length; i++)
        {
            int grey = Grey(red[i], green[i], blue[i]);
            red[i] = Blend(grey, red[i], weight);
            green[i] = Blend(grey, green[i], weight);
            blue[i] = Blend(grey, blue[i], weight);
        }
    }

    /// <summary>Blends with a smoothed image: of each pixel's 3 x 3 neighbourhood the mean in which the pixel itself counts 5. Border pixels stay.</summary>
    /// <param name="before">The image. (C, H, W)</param>
    /// <param name="after">The result; holds the same image at the start. (C, H, W)</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="factor">0 to 2.</param>
    public static void Sharpness(ReadOnlySpan<byte> before, Span<byte> after, int height, int width, double factor)
    {
        int weight = (int)Math.Round(factor * One);
        for (int start = 0; start < before.Length; start += height * width)
        {
            for (int row = 1; row < height - 1; row++)
            {
                int at = start + (row * width);
                SharpenRow(before.Slice(at - width, width), before.Slice(at, width), before.Slice(at + width, width), after.Slice(at, width), weight);
            }
        }
    }

    /// <summary>Mean of the grey image, 0 to 255.</summary>
    /// <param name="colors">One or three channels. (C, H, W)</param>
    /// <param name="plane">H * W.</param>
    public static double MeanGrey(ReadOnlySpan<byte> colors, int plane)
    {
        long first = Sum(colors[..plane]);
        double sum = colors.Length == plane ? first : (0.299 * first) + (0.587 * Sum(colors.Slice(plane, plane))) + (0.114 * Sum(colors.Slice(2 * plane, plane)));
        return sum / plane;
    }

    private static void SharpenRow(ReadOnlySpan<byte> above, ReadOnlySpan<byte> own, ReadOnlySpan<byte> below, Span<byte> result, int weight)
    {
        int left = above[0] + own[0] + below[0], middle = own.Length > 1 ? above[1] + own[1] + below[1] : 0;
        for (int i = 1; i < own.Length - 1; i++)
        {
            int right = above[i + 1] + own[i + 1] + below[i + 1];
            int smooth = (left + middle + right + (4 * own[i]) + 6) / 13;
            result[i] = Blend(smooth, own[i], weight);
            (left, middle) = (middle, right);
        }
    }

    private static long Sum(ReadOnlySpan<byte> values)
    {
        long sum = 0;
        foreach (byte value in values)
            sum += value;
        return sum;
    }

    /// <summary>Luma of ITU-R BT.601, in 1/65,536.</summary>
    private static int Grey(int red, int green, int blue) => ((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16;

    private static byte Blend(int dull, int own, int weight) => (byte)Math.Clamp(((dull * (One - weight)) + (own * weight) + (One / 2)) >> 8, 0, 255);
}
