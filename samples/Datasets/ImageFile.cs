using System.Globalization;
using System.Security.Cryptography;
using SkiaSharp;

namespace Datasets;

/// <summary>A file with a picture that has been looked at as a whole.</summary>
/// <param name="Path">The file.</param>
/// <param name="Height">Height in pixels, the picture upright.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Hash">SHA-256 of the file in hexadecimal digits: equal for copies, and otherwise as good as random.</param>
public sealed record ImageFile(string Path, int Height, int Width, string Hash)
{
    private const long MaxBytes = 256_000_000;
    private const long MaxPixels = 100_000_000;
    private const long ManyPixels = 16_000_000;
    private const float SmallestScale = 1 / 8f;

    private const long ManyBytes = 16_000_000;

    // Large files and large pictures are looked at one after another, so that memory does not grow with the number of threads.
    private static readonly Lock _large = new();

    /// <summary>Reads a file and decodes its picture to the last pixel. Of an animation, the first picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why it is not a picture, or null.</param>
    /// <returns>The picture, or null if it cannot be read.</returns>
    public static ImageFile? TryRead(string path, out string? problem)
    {
        try
        {
            long bytes = new FileInfo(path).Length;
            problem = bytes switch
            {
                0 => "it is empty",
                > MaxBytes => "it is larger than 256 MB",
                _ => null,
            };
            if (problem is not null)
                return null;
            if (bytes < ManyBytes)
                return TryDecode(path, out problem);
            lock (_large)
                return TryDecode(path, out problem);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e.Message.TrimEnd('.');
            return null;
        }
    }

    private static ImageFile? TryDecode(string path, out string? problem)
    {
        using FileStream file = File.OpenRead(path);
        using SKData data = SKData.Create(file);
        using SKCodec? codec = SKCodec.Create(data);
        problem = codec is null ? "it is not a picture" : ProblemOf(codec);
        if (problem is not null)
            return null;
        bool liesOnItsSide = codec!.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        (int height, int width) = liesOnItsSide ? (codec.Info.Width, codec.Info.Height) : (codec.Info.Height, codec.Info.Width);
        return new ImageFile(path, height, width, Convert.ToHexString(SHA256.HashData(data.AsSpan())));
    }

    private static string? ProblemOf(SKCodec codec)
    {
        long pixels = (long)codec.Info.Width * codec.Info.Height;
        if (pixels is < 1 or > MaxPixels)
            return string.Create(CultureInfo.InvariantCulture, $"it has {codec.Info.Width:N0} x {codec.Info.Height:N0} pixels");
        if (pixels < ManyPixels)
            return Decode(codec);
        lock (_large)
            return Decode(codec);
    }

    private static string? Decode(SKCodec codec)
    {
        // JPEG and WebP can be read to their ends and yet take little memory.
        SKSizeI size = codec.GetScaledDimensions(SmallestScale);
        using var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) switch
        {
            SKCodecResult.Success => null,
            SKCodecResult.IncompleteInput => "it ends before its last pixel",
            SKCodecResult other => $"it cannot be decoded ({other})",
        };
    }
}
