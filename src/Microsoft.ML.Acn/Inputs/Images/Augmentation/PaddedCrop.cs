namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// Random crop of a padded image. Padding is by reflection without repeating the border pixel, so that no dark frame appears that the images
/// to be classified do not have; on an even background it is the same as padding with the background.
/// </summary>
/// <param name="padding">Share of each side that is added all around, 0 to 0.5.</param>
/// <param name="shape">The shape of the image.</param>
internal sealed class PaddedCrop(double padding, ImageShape shape)
{
    // At least one pixel less than the side: a single reflection is enough then.
    private readonly int _padX = Math.Min((int)Math.Round(padding * shape.Width), shape.Width - 1);
    private readonly int _padY = Math.Min((int)Math.Round(padding * shape.Height), shape.Height - 1);
    private readonly byte[] _before = new byte[padding > 0 ? shape.Bytes : 0];

    public void Apply(Span<byte> image, ref ImageRandom random)
    {
        int x = random.Next((2 * _padX) + 1) - _padX, y = random.Next((2 * _padY) + 1) - _padY;
        if (x != 0 || y != 0)
            Shift(image, x, y);
    }

    /// <summary>Cuts out the part that starts at column <paramref name="x"/> and row <paramref name="y"/> of the image, either of which may be negative.</summary>
    public void Shift(Span<byte> image, int x, int y)
    {
        image.CopyTo(_before);
        int width = shape.Width;
        for (int start = 0; start < image.Length; start += shape.Height * width)
        {
            for (int row = 0; row < shape.Height; row++)
            {
                ReadOnlySpan<byte> source = _before.AsSpan(start + (Reflect(row + y, shape.Height) * width), width);
                ShiftRow(source, image.Slice(start + (row * width), width), x);
            }
        }
    }

    private static void ShiftRow(ReadOnlySpan<byte> source, Span<byte> target, int x)
    {
        int from = Math.Max(0, -x), to = source.Length - Math.Max(0, x);
        source[(from + x)..(to + x)].CopyTo(target[from..to]);
        for (int i = 0; i < from; i++)
            target[i] = source[-(i + x)];
        for (int i = to; i < target.Length; i++)
            target[i] = source[Reflect(i + x, source.Length)];
    }

    private static int Reflect(int position, int length)
    {
        if (position < 0)
            return -position;
        return position < length ? position : (2 * (length - 1)) - position;
    }
}
