using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>How <c>ExtractPixels</c> has put pixels into a vector of floats: <c>value = (pixel - Offset) * Scale</c>.</summary>
/// <param name="IsInterleaved">Whether the colours of a pixel are together: H x W x C instead of C x H x W.</param>
/// <param name="Order">The order of the colours; with three channels without the A.</param>
/// <param name="Offset">In units of a pixel, 0 to 255.</param>
/// <param name="Scale">Not 0.</param>
internal sealed record PixelLayout(bool IsInterleaved, ColorsOrder Order, float Offset, float Scale)
{
    public static PixelLayout Of(AcnImageOptions options) => new(options.InterleavePixelColors, options.OrderOfExtraction, options.OffsetImage, options.ScaleImage);

    /// <summary>The shape that a vector's own dimensions tell, or null if they do not: it has one, or more than three.</summary>
    public ImageShape? ShapeOf(IReadOnlyList<int> dimensions) => dimensions switch
    {
        [var height, var width] => new ImageShape(1, height, width),
        [var height, var width, var channels] when IsInterleaved => new ImageShape(channels, height, width),
        [var channels, var height, var width] => new ImageShape(channels, height, width),
        _ => null,
    };

    /// <summary>Writes an image as planes of bytes, in the order red, green, blue, opacity.</summary>
    /// <param name="values">The vector.</param>
    /// <param name="shape">The image's shape.</param>
    /// <param name="planes">(C x H x W)</param>
    /// <returns>False if a value is no finite number.</returns>
    public bool TryWrite(ReadOnlySpan<float> values, ImageShape shape, Span<byte> planes)
    {
        int pixels = shape.Height * shape.Width;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            int place = PlaceOf(channel, shape.Channels);
            (int start, int step) = IsInterleaved ? (place, shape.Channels) : (place * pixels, 1);
            Span<byte> plane = planes.Slice(channel * pixels, pixels);
            for (int i = 0; i < plane.Length; i++)
            {
                float value = values[start + (i * step)];
                if (!float.IsFinite(value))
                    return false;
                plane[i] = (byte)Math.Clamp(MathF.Round((value / Scale) + Offset), 0f, 255f);
            }
        }
        return true;
    }

    /// <summary>Where a channel comes in the vector.</summary>
    private int PlaceOf(int channel, int channels)
    {
        if (channels == 1)
            return 0;
        string order = Order.ToString();
        return (channels == 4 ? order : order.Replace("A", "", StringComparison.Ordinal)).IndexOf("RGBA"[channel], StringComparison.Ordinal);
    }
}
