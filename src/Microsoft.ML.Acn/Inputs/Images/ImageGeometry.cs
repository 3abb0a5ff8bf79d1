using System.Globalization;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>
/// The shape and patches of the images of one model. What the options leave open is settled once, by the first images or by the type of a
/// vector; from then on it does not change, and can be read on any thread.
/// </summary>
/// <param name="height">The height, or null if it is open.</param>
/// <param name="width">The width, or null if it is open.</param>
/// <param name="channels">The channels, or null if they are open.</param>
/// <param name="patchSize">The side of a patch, or null if it is open.</param>
internal sealed class ImageGeometry(int? height, int? width, int? channels, int? patchSize)
{
    /// <summary>Images that are looked at to settle what is open.</summary>
    public const int Sample = 32;

    private const int LongestChosenSide = 64;

    private ImageSize? _size;
    private int? _channels = channels;
    private int _patchSize;

    public static ImageGeometry Of(AcnImageOptions options) => new(options.ImageHeight, options.ImageWidth, options.Channels, options.PatchSize);

    /// <summary>Of a model that is trained.</summary>
    public static ImageGeometry Of(ImageShape shape, int patchSize)
    {
        var geometry = new ImageGeometry(shape.Height, shape.Width, shape.Channels, patchSize);
        geometry.SettleSize([]);
        return geometry;
    }

    public bool IsSettled => _size is not null && _channels is not null;

    /// <summary>The size, or null before it is settled.</summary>
    public ImageSize? Size => _size;

    /// <summary>The channels, or null before they are settled.</summary>
    public int? Channels => _channels;

    public ImageShape Shape => new(_channels!.Value, _size!.Value.Height, _size.Value.Width);

    /// <summary>P, the side of a patch.</summary>
    public int PatchSize => _patchSize;

    /// <summary>T, the patches of an image.</summary>
    public int Tokens => _size is { } size ? size.Height / _patchSize * (size.Width / _patchSize) : 1;

    /// <summary>Settles the size by the sizes of some images; there may be none only if the options have given both sides.</summary>
    /// <exception cref="ArgumentException">There is no patch size for the size.</exception>
    public void SettleSize(IReadOnlyCollection<ImageSize> sizes)
    {
        if (_size is not null)
            return;
        double high = height ?? Median(sizes.Select(size => size.Height)), wide = width ?? Median(sizes.Select(size => size.Width));
        if (height is { } givenHeight && width is null)
            wide *= givenHeight / Median(sizes.Select(size => size.Height));
        else if (width is { } givenWidth && height is null)
            high *= givenWidth / Median(sizes.Select(size => size.Width));
        else if (height is null)
            (high, wide) = (high * Reduction(high, wide), wide * Reduction(high, wide));

        var (wished, divisible) = (new ImageSize(Limited(high), Limited(wide)), new ImageSize(height ?? 0, width ?? 0));
        _patchSize = patchSize ?? PatchSizes.Choose(wished, divisible) ?? throw NoPatchSize(wished);
        _size = PatchSizes.Whole(wished, _patchSize);
        CheckPatches(_size.Value, _patchSize);
    }

    /// <summary>Settles the channels, if the options have not.</summary>
    public void SettleChannels(bool isGrey) => _channels ??= isGrey ? 1 : 3;

    /// <summary>Settles everything by the shape that a vector has.</summary>
    /// <exception cref="ArgumentException">There is no patch size for it.</exception>
    public void Settle(ImageShape shape)
    {
        if (IsSettled)
            return;
        var size = new ImageSize(shape.Height, shape.Width);
        int patch = patchSize ?? PatchSizes.Choose(size, size) ?? throw NoPatchSize(size);
        CheckPatches(size, patch);
        (_size, _channels, _patchSize) = (size, shape.Channels, patch);
    }

    private static double Reduction(double high, double wide) => Math.Min(LongestChosenSide / Math.Max(high, wide), 1);

    private static int Limited(double side) => (int)Math.Round(Math.Clamp(side, AcnImageOptions.MinSide, AcnImageOptions.MaxSide));

    private static double Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }

    private static void CheckPatches(ImageSize size, int patch)
    {
        if (size.Height % patch != 0 || size.Width % patch != 0)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(AcnImageOptions.PatchSize)} is {patch}, which does not divide images of {size.Height} x {size.Width} pixels into whole patches."));
        }
        if (size.Height / patch * (size.Width / patch) > AcnImageOptions.MaxPatches)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{nameof(AcnImageOptions.PatchSize)} is {patch}, which makes more than {AcnImageOptions.MaxPatches:N0} patches of images of {size.Height} x {size.Width} pixels."));
        }
    }

    private static ArgumentException NoPatchSize(ImageSize size) => new(string.Create(CultureInfo.InvariantCulture,
        $"No patch size divides images of {size.Height} x {size.Width} pixels into at most {PatchSizes.MostPatches} whole patches. Set {nameof(AcnImageOptions.PatchSize)}, or other sizes."));
}
