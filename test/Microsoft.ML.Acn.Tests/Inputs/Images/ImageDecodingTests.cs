using System.Drawing;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>Every kind of file, and what becomes of its pixels.</summary>
public class ImageDecodingTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_file_without_loss_is_stored_pixel_by_pixel(SKEncodedImageFormat format)
    {
        using SKBitmap picture = Pictures.Noise(8, 12, seed: 1);
        using SKData data = format == SKEncodedImageFormat.Png
            ? picture.Encode(format, 100)
            : picture.PeekPixels().Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100));

        ImageRowStore store = Pictures.Store([data.ToArray()]);

        Assert.Equal(new ImageShape(3, 8, 12), store.Geometry.Shape);
        Assert.Equal(picture.Planes(3), store.Pixels(0).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_and_images_of_the_same_pictures_are_stored_alike(bool isOpaque)
    {
        SKBitmap[] pictures = [.. Enumerable.Range(0, 70).Select(i => Pictures.Noise(20 + i, 90 - i, i, isOpaque: isOpaque))];
        byte[][] files = [.. pictures.Select(picture => picture.Encode())];
        foreach (int channels in new[] { 1, 3, 4 })
        {
            AcnImageOptions Options() => new() { ImageHeight = 12, ImageWidth = 16, Channels = channels };

            ImageRowStore fromFiles = Pictures.Store(files, Options());
            // PNG keeps colours that are not multiplied by the opacity, so only what ML.NET makes of the file has the same ones.
            ImageRowStore loaded = Pictures.Store(Pictures.View(_context, files.Select(file => MLImage.CreateFromStream(new MemoryStream(file)))), Options());

            for (int row = 0; row < files.Length; row++)
                Assert.Equal(fromFiles.Pixels(row).ToArray(), loaded.Pixels(row).ToArray());
        }
    }

    [Fact]
    public void Both_pixel_formats_of_images_are_read()
    {
        using SKBitmap picture = Pictures.Noise(8, 8, seed: 2);

        ImageRowStore store = Pictures.Store(Pictures.View(_context, [picture.ToImage(MLPixelFormat.Rgba32), picture.ToImage(MLPixelFormat.Bgra32)]));

        Assert.Equal(picture.Planes(3), store.Pixels(0).ToArray());
        Assert.Equal(picture.Planes(3), store.Pixels(1).ToArray());
    }

    [Fact]
    public void A_large_JPEG_is_stored_as_its_full_decoding_within_a_few_levels()
    {
        using SKBitmap picture = Pictures.Disc(900, 1_200, new SKColor(200, 80, 30), new SKColor(20, 60, 90));
        byte[] file = picture.Encode(SKEncodedImageFormat.Jpeg);
        AcnImageOptions Options() => new() { ImageHeight = 24, ImageWidth = 32 };

        byte[] reduced = Pictures.Store([file], Options()).Pixels(0).ToArray();
        byte[] full = Pictures.Store(Pictures.View(_context, [MLImage.CreateFromStream(new MemoryStream(file))]), Options()).Pixels(0).ToArray();

        int[] differences = [.. reduced.Zip(full, (one, other) => Math.Abs(one - other))];
        Assert.InRange(differences.Max(), 0, 10); // at the disc's edge
        Assert.InRange(differences.Average(), 0, 0.5);
        Assert.Contains(reduced, pixel => pixel > 190);
    }

    [Fact]
    public void A_palette_is_looked_up()
    {
        byte[] file = MadeUpPng.File(4, 4, 8, MadeUpPng.Palette, [[0, 1, 2, 0], [1, 1, 1, 1], [2, 2, 2, 2], [0, 0, 0, 0]], [10, 20, 30, 40, 50, 60, 70, 80, 90]);

        ReadOnlySpan<byte> pixels = Pictures.Store([file]).Pixels(0);

        Assert.Equal([10, 40, 70, 10], pixels[..4].ToArray());
        Assert.Equal([20, 50, 80, 20], pixels.Slice(16, 4).ToArray());
        Assert.Equal([30, 60, 90, 30], pixels.Slice(32, 4).ToArray());
    }

    [Fact]
    public void Of_16_bits_the_upper_ones_are_taken()
    {
        byte[][] lines = [.. Enumerable.Range(0, 4).Select(y => Enumerable.Range(0, 4).SelectMany(x => new byte[] { (byte)(60 * x), 77, 100, 77, (byte)(50 * y), 77 }).ToArray())];

        ReadOnlySpan<byte> pixels = Pictures.Store([MadeUpPng.File(4, 4, 16, MadeUpPng.Colors, lines)]).Pixels(0);

        Assert.Equal([0, 60, 120, 180], pixels[..4].ToArray());
        Assert.Equal([100, 100, 100, 100], pixels.Slice(16, 4).ToArray());
        Assert.Equal([150, 150, 150, 150], pixels.Slice(44, 4).ToArray());
    }

    [Fact]
    public void Of_an_animation_the_first_picture_is_taken()
    {
        byte[] palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];
        byte[] file = MadeUpGif.File(4, palette, [.. Enumerable.Repeat((byte)1, 16)], [.. Enumerable.Repeat((byte)2, 16)]);

        byte[] pixels = Pictures.Store([file]).Pixels(0).ToArray();

        Assert.Equal([.. Enumerable.Repeat((byte)0, 16), .. Enumerable.Repeat((byte)255, 16), .. Enumerable.Repeat((byte)0, 16)], pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_CMYK_JPEG_has_the_colours_that_its_inks_leave(bool isProgressive)
    {
        byte[] file = MadeUpJpeg.File([[200, 100, 60, 255], [200, 100, 60, 128]], 2, isProgressive);

        byte[] pixels = Pictures.Store([file], new AcnImageOptions { ImageHeight = 8, ImageWidth = 16 }).Pixels(0).ToArray();

        // Adobe's programs, and by them all others, write how much light is left, and not how much ink is printed.
        Assert.All(new[] { (0, 200), (128, 100), (256, 60), (15, 100), (143, 50), (271, 30) }, wanted => Assert.InRange(pixels[wanted.Item1] - wanted.Item2, -2, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_grey_JPEG_is_grey(bool isProgressive)
    {
        byte[] pixels = Pictures.Store([MadeUpJpeg.File([[40], [220]], 2, isProgressive)], new AcnImageOptions { ImageHeight = 8, ImageWidth = 16 }).Pixels(0).ToArray();

        Assert.Equal(128, pixels.Length);
        Assert.Equal([40, 220], [pixels[0], pixels[15]]);
    }

    [Theory]
    [InlineData(0, 10, 90, 170, 250)]
    [InlineData(1, 10, 90, 170, 250)]
    [InlineData(2, 90, 10, 250, 170)]
    [InlineData(3, 250, 170, 90, 10)]
    [InlineData(4, 170, 250, 10, 90)]
    [InlineData(5, 10, 170, 90, 250)]
    [InlineData(6, 170, 10, 250, 90)]
    [InlineData(7, 250, 90, 170, 10)]
    [InlineData(8, 90, 250, 10, 170)]
    public void A_turned_camera_is_set_upright(byte orientation, byte topLeft, byte topRight, byte bottomLeft, byte bottomRight)
    {
        byte[] file = MadeUpJpeg.File([[10], [90], [170], [250]], 2, orientation: orientation);

        byte[] pixels = Pictures.Store([file], new AcnImageOptions { ImageHeight = 16, ImageWidth = 16 }).Pixels(0).ToArray();

        Assert.Equal([topLeft, topRight, bottomLeft, bottomRight], [pixels[0], pixels[15], pixels[240], pixels[255]]);
    }

    [Fact]
    public void The_sides_of_a_turned_picture_are_those_that_are_seen()
    {
        ImageRowStore store = Pictures.Store([MadeUpJpeg.File([[10], [90], [170]], 3, orientation: 6)]);

        Assert.Equal(new ImageShape(1, 24, 8), store.Geometry.Shape);
        Assert.Equal([10, 90, 170], [store.Pixels(0)[0], store.Pixels(0)[8 * 12], store.Pixels(0)[8 * 23]]);
    }

    [Fact]
    public void Opacity_is_laid_over_the_background_or_kept()
    {
        using var picture = new SKBitmap(new SKImageInfo(4, 4, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        picture.Erase(new SKColor(200, 100, 50, 0));
        picture.SetPixel(1, 0, new SKColor(200, 100, 50, 51));
        picture.SetPixel(2, 0, new SKColor(200, 100, 50, 255));
        byte[][] files = [picture.Encode()];

        byte[] Stored(int channels) => Pictures.Store(files, new AcnImageOptions { Channels = channels, Background = Color.FromArgb(0, 40, 100) }).Pixels(0).ToArray();

        // A fifth of (200, 100, 50) is (40, 20, 10), four fifths of (0, 40, 100) are (0, 32, 80).
        byte[] colors = Stored(3), grey = Stored(1), all = Stored(4);
        Assert.Equal([0, 40, 200], colors[..3]);
        Assert.Equal([40, 52, 100], colors[16..19]);
        Assert.Equal([100, 90, 50], colors[32..35]);
        Assert.Equal([35, 53, 124], grey[..3]); // .299 R + .587 G + .114 B
        Assert.Equal([0, 40, 200], all[..3]);
        Assert.Equal([0, 51, 255], all[48..51]);
    }
}
