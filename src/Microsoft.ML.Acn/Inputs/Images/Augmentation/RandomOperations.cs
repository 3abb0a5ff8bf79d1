namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// RandAugment (Cubuk et al. 2020): operations drawn evenly, all of the same strength, in either direction where there are two. Colour operations
/// leave a fourth channel (alpha) alone.
/// </summary>
/// <param name="magnitude">Share of the strongest form, 0 to 1.</param>
/// <param name="shape">The shape of the image.</param>
internal sealed class RandomOperations(double magnitude, ImageShape shape)
{
    private const double MaxDegrees = 30;
    private const double MaxShear = 0.3;
    private const double MaxTranslation = 0.3;
    private const double MaxFactor = 0.9;
    private const int MaxBitsLost = 4;

    private readonly int _choices = shape.Channels >= 3 ? (int)ImageOperation.Saturation + 1 : (int)ImageOperation.Saturation;
    private readonly byte[] _before = new byte[shape.Bytes];
    private readonly byte[] _table = new byte[256];

    public void Apply(Span<byte> image, ref ImageRandom random)
    {
        var operation = (ImageOperation)random.Next(_choices);
        Apply(image, operation, random.Chance(0.5) ? magnitude : -magnitude);
    }

    /// <param name="image">The image. (C, H, W)</param>
    /// <param name="operation">What to do.</param>
    /// <param name="strength">Share of the strongest form, from -1 to 1; the sign is the direction.</param>
    public void Apply(Span<byte> image, ImageOperation operation, double strength)
    {
        switch (operation)
        {
            case ImageOperation.Identity:
                break;
            case >= ImageOperation.Rotate and <= ImageOperation.TranslateY:
                image.CopyTo(_before);
                MapOf(operation, strength).Apply(_before, image, shape);
                break;
            case ImageOperation.Saturation:
                ColorBlend.Saturation(Colors(image), 1 + (MaxFactor * strength));
                break;
            case ImageOperation.Sharpness:
                image.CopyTo(_before);
                ColorBlend.Sharpness(Colors(_before), Colors(image), shape.Height, shape.Width, 1 + (MaxFactor * strength));
                break;
            case ImageOperation.AutoContrast or ImageOperation.Equalize:
                Spread(Colors(image), operation);
                break;
            default:
                FillTable(Colors(image), operation, strength);
                ToneTable.Apply(_table, Colors(image));
                break;
        }
    }

    /// <summary>Where the pixels of a shape operation come from.</summary>
    private AffineMap MapOf(ImageOperation operation, double strength) => operation switch
    {
        ImageOperation.Rotate => AffineMap.Rotation(MaxDegrees * strength),
        ImageOperation.ShearX => AffineMap.Shear(MaxShear * strength, 0),
        ImageOperation.ShearY => AffineMap.Shear(0, MaxShear * strength),
        ImageOperation.TranslateX => AffineMap.Translation(MaxTranslation * strength * shape.Width, 0),
        ImageOperation.TranslateY => AffineMap.Translation(0, MaxTranslation * strength * shape.Height),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Operations that look at each channel by itself.</summary>
    private void Spread(Span<byte> colors, ImageOperation operation)
    {
        int plane = shape.Height * shape.Width;
        for (int start = 0; start < colors.Length; start += plane)
        {
            Span<byte> channel = colors.Slice(start, plane);
            if (operation == ImageOperation.Equalize)
                ToneTable.Equalize(_table, channel);
            else
                ToneTable.AutoContrast(_table, channel);
            ToneTable.Apply(_table, channel);
        }
    }

    /// <summary>Operations that treat all colours alike.</summary>
    private void FillTable(ReadOnlySpan<byte> colors, ImageOperation operation, double strength)
    {
        switch (operation)
        {
            case ImageOperation.Posterize:
                ToneTable.Posterize(_table, 8 - (int)Math.Round(MaxBitsLost * Math.Abs(strength)));
                break;
            case ImageOperation.Solarize:
                ToneTable.Solarize(_table, 256 * (1 - Math.Abs(strength)));
                break;
            case ImageOperation.Brightness:
                ToneTable.Scale(_table, 0, 1 + (MaxFactor * strength));
                break;
            case ImageOperation.Contrast:
                ToneTable.Scale(_table, ColorBlend.MeanGrey(colors, shape.Height * shape.Width), 1 + (MaxFactor * strength));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation));
        }
    }

    /// <summary>All channels but alpha.</summary>
    private Span<byte> Colors(Span<byte> image) => image[..(Math.Min(shape.Channels, 3) * shape.Height * shape.Width)];
}
