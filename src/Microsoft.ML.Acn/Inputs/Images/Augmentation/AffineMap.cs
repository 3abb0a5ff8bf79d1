namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// Where each pixel of a moved image comes from: <c>source = [XX XY; YX YY] * target + [X; Y]</c>, both counted from the centre of the image, x to the
/// right and y down. Sampled bilinearly; beyond the border, its nearest pixel goes on. Sides up to 8,192 pixels.
/// </summary>
internal readonly record struct AffineMap(double XX, double XY, double X, double YX, double YY, double Y)
{
    // Positions are whole numbers of 1/65,536 pixel, the weights of neighbours of 1/256.
    private const int Bits = 16;
    private const int One = 1 << Bits;
    private const int HalfWeight = 1 << (Bits - 9);

    /// <summary>Turns the image counter-clockwise.</summary>
    public static AffineMap Rotation(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new AffineMap(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>Moves a row h pixels below the centre by <c>h * x</c> to the left, and a column w pixels right of it by <c>w * y</c> up.</summary>
    public static AffineMap Shear(double x, double y) => new(1, x, 0, y, 1, 0);

    /// <summary>Moves the image by x to the right and by y down, in pixels.</summary>
    public static AffineMap Translation(double x, double y) => new(1, 0, -x, 0, 1, -y);

    /// <param name="source">The image. (C, H, W)</param>
    /// <param name="target">Receives the moved image. (C, H, W)</param>
    /// <param name="shape">The shape of both.</param>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        double centerX = (shape.Width - 1) / 2.0, centerY = (shape.Height - 1) / 2.0;
        int stepX = Fixed(XX), stepY = Fixed(YX);
        for (int row = 0; row < shape.Height; row++)
        {
            int x = Fixed(centerX + X - (XX * centerX) + (XY * (row - centerY))) + HalfWeight;
            int y = Fixed(centerY + Y - (YX * centerX) + (YY * (row - centerY))) + HalfWeight;
            for (int i = row * shape.Width; i < (row + 1) * shape.Width; i++)
            {
                Sample(source, target, shape, i, x, y);
                x += stepX;
                y += stepY;
            }
        }
    }

    /// <summary>Fills pixel <paramref name="at"/> of all channels from position (x, y).</summary>
    private static void Sample(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, int at, int x, int y)
    {
        int width = shape.Width, right = width - 1, bottom = shape.Height - 1;
        int column = x >> Bits, row = y >> Bits;
        int weightX = (x >> (Bits - 8)) & 0xFF, weightY = (y >> (Bits - 8)) & 0xFF;
        int left = Within(column, right), next = Within(column + 1, right);
        int above = Within(row, bottom) * width, below = Within(row + 1, bottom) * width;
        int plane = width * shape.Height;
        for (int start = 0; start < source.Length; start += plane)
        {
            ReadOnlySpan<byte> channel = source.Slice(start, plane);
            int upper = (channel[above + left] * (256 - weightX)) + (channel[above + next] * weightX);
            int lower = (channel[below + left] * (256 - weightX)) + (channel[below + next] * weightX);
            target[start + at] = (byte)(((upper * (256 - weightY)) + (lower * weightY) + 32768) >> 16);
        }
    }

    private static int Within(int position, int last) => Math.Min(Math.Max(position, 0), last);

    private static int Fixed(double number) => (int)Math.Round(number * One);
}
