using System.Buffers.Binary;

namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// Random erasing (Zhong et al. 2020, Algorithm 1): a rectangle is overwritten by random values, the filling that did best there (RE-R).
/// Colours only; a fourth channel (alpha) stays.
/// </summary>
/// <param name="maxArea">Largest share of the image, 0 to 1.</param>
/// <param name="shape">The shape of the image.</param>
internal sealed class RandomErasing(double maxArea, ImageShape shape)
{
    private const double MinArea = 0.02;
    private const double MaxRatio = 1 / 0.3;

    // A box that does not fit is drawn again; so many misses in a row leave the image as it is.
    private const int Attempts = 10;

    public void Apply(Span<byte> image, ref ImageRandom random)
    {
        ImageBox box = Draw(ref random);
        for (int channel = 0; channel < Math.Min(shape.Channels, 3); channel++)
        {
            for (int row = 0; row < box.Height; row++)
                Fill(image[box.RowIn(shape, channel, row)], ref random);
        }
    }

    /// <summary>A box within the image, of the area and the ratio of sides that are allowed (each side rounded to whole pixels), or an empty one.</summary>
    public ImageBox Draw(ref ImageRandom random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = random.Between(Math.Min(MinArea, maxArea), maxArea) * shape.Height * shape.Width;
            // Even in the logarithm: a tall box is as probable as the wide one of the same area.
            double ratio = Math.Exp(random.Between(-Math.Log(MaxRatio), Math.Log(MaxRatio)));
            int height = (int)Math.Round(Math.Sqrt(area * ratio)), width = (int)Math.Round(Math.Sqrt(area / ratio));
            if (height <= shape.Height && width <= shape.Width)
                return new ImageBox(random.Next(shape.Width - width + 1), random.Next(shape.Height - height + 1), width, height);
        }
        return default;
    }

    private static void Fill(Span<byte> row, ref ImageRandom random)
    {
        while (row.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(row, random.NextBits());
            row = row[sizeof(ulong)..];
        }
        ulong rest = random.NextBits();
        for (int i = 0; i < row.Length; i++)
            row[i] = (byte)(rest >> (8 * i));
    }
}
