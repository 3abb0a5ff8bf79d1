using System.Globalization;
using SkiaSharp;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>The bytes of an image file: PNG, JPEG, GIF (its first picture), BMP, WebP and what else SkiaSharp reads.</summary>
/// <remarks>
/// Colours are taken as they are stored, without regard to a colour profile, as an <c>MLImage</c> has them. Unlike there, a camera's note of
/// how it was held (EXIF orientation) is followed.
/// </remarks>
/// <param name="position">The row's position in the data, from 0.</param>
/// <param name="file">The bytes; not changed.</param>
internal sealed class EncodedImage(long position, byte[] file) : SourceImage(position)
{
    // A header is easily made up: what it announces must not decide how much memory is taken.
    private const long MaxPixels = 100_000_000;
    private const long ManyPixels = 16_000_000;
    // What a decoder reduces by itself stays this much larger than what is wanted, so that hardly anything is lost.
    private const double DecodedPerWanted = 2;

    // Pictures of many pixels are decoded one after another, whatever the number of threads.
    private static readonly Lock ManyPixelsLock = new();

    public override int Length => file.Length;

    public override ImageSize? Size
    {
        get
        {
            using SKCodec? codec = Open();
            return codec is null || ProblemOf(codec) is not null ? null : Upright(codec);
        }
    }

    public override DecodedImage Decode(ImageSize target)
    {
        if (file.Length == 0)
            return new DecodedImage(null, "it has no bytes");
        using SKCodec? codec = Open();
        if (codec is null)
            return new DecodedImage(null, string.Create(CultureInfo.InvariantCulture, $"its {file.Length:N0} bytes are no image of a known format"));
        if (ProblemOf(codec) is { } problem)
            return new DecodedImage(null, problem);
        if (PixelsOf(codec) < ManyPixels)
            return Decode(codec, target);
        lock (ManyPixelsLock)
            return Decode(codec, target);
    }

    private SKCodec? Open()
    {
        if (file.Length == 0)
            return null;
        // The codec has a share of its own in the data, which goes with it.
        using SKData data = SKData.CreateCopy(file);
        return SKCodec.Create(data);
    }

    private static long PixelsOf(SKCodec codec) => (long)codec.Info.Width * codec.Info.Height;

    private static string? ProblemOf(SKCodec codec)
    {
        if (codec.Info.Width < 1 || codec.Info.Height < 1)
            return "it has no pixels";
        return PixelsOf(codec) <= MaxPixels ? null : string.Create(CultureInfo.InvariantCulture,
            $"it has {codec.Info.Width:N0} x {codec.Info.Height:N0} pixels, more than the {MaxPixels:N0} that are read");
    }

    private static ImageSize Upright(SKCodec codec) => ImageOrientation.SwapsSides(codec.EncodedOrigin)
        ? new ImageSize(codec.Info.Width, codec.Info.Height)
        : new ImageSize(codec.Info.Height, codec.Info.Width);

    private static DecodedImage Decode(SKCodec codec, ImageSize target)
    {
        SKEncodedOrigin origin = codec.EncodedOrigin;
        ImageSize stored = ImageOrientation.SwapsSides(origin) ? new ImageSize(target.Width, target.Height) : target;
        SKSizeI size = ReducedSize(codec, stored);
        using var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
            return new DecodedImage(null, result == SKCodecResult.IncompleteInput ? "it ends before its last pixel" : $"its pixels cannot be decoded ({result})");
        byte[] pixels = ImageResampler.Cover(bitmap.GetPixelSpan(), new ImageSize(size.Height, size.Width), stored);
        return new DecodedImage(ImageOrientation.Upright(pixels, target, origin), null);
    }

    /// <summary>The size to decode to: JPEG and WebP can leave out detail that would be averaged away afterwards.</summary>
    private static SKSizeI ReducedSize(SKCodec codec, ImageSize wanted)
    {
        SKSizeI full = codec.Info.Size;
        double scale = DecodedPerWanted * Math.Max((double)wanted.Width / full.Width, (double)wanted.Height / full.Height);
        if (scale >= 1)
            return full;
        SKSizeI reduced = codec.GetScaledDimensions((float)scale);
        return reduced.Width >= wanted.Width && reduced.Height >= wanted.Height ? reduced : full;
    }
}
