namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>CutMix (Yun et al. 2019, Algorithm A1): a rectangle of another image is pasted at its own place.</summary>
internal static class CutMix
{
    /// <summary>A box of <c>1 - share</c> of the image's area and its ratio of sides, about a random pixel, less what lies outside.</summary>
    public static ImageBox Draw(ImageShape shape, double share, ref ImageRandom random)
    {
        double side = Math.Sqrt(1 - share);
        (int left, int width) = Cut(shape.Width, side, ref random);
        (int top, int height) = Cut(shape.Height, side, ref random);
        return new ImageBox(left, top, width, height);
    }

    /// <param name="own">The image. (C, H, W)</param>
    /// <param name="partner">The other. (C, H, W)</param>
    /// <param name="shape">The shape of both.</param>
    /// <param name="box">What is taken from the partner.</param>
    /// <returns>The share of pixels that are still the image's own.</returns>
    public static float Paste(Span<byte> own, ReadOnlySpan<byte> partner, ImageShape shape, ImageBox box)
    {
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int row = 0; row < box.Height; row++)
            {
                Range range = box.RowIn(shape, channel, row);
                partner[range].CopyTo(own[range]);
            }
        }
        int pixels = shape.Height * shape.Width;
        return (float)(pixels - box.Area) / pixels;
    }

    private static (int Start, int Length) Cut(int length, double share, ref ImageRandom random)
    {
        int cut = (int)Math.Round(length * share), begin = random.Next(length) - (cut / 2);
        int start = Math.Max(begin, 0), end = Math.Min(begin + cut, length);
        return (start, end - start);
    }
}
