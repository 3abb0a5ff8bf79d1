using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

public class LoneImageTests
{
    [Theory]
    [InlineData(MLPixelFormat.Rgba32, true)]
    [InlineData(MLPixelFormat.Bgra32, true)]
    [InlineData(MLPixelFormat.Rgba32, false)]
    public void Without_changes_the_image_is_as_before(MLPixelFormat format, bool isOpaque)
    {
        using SKBitmap noise = Pictures.Noise(5, 7, seed: 1, isOpaque: isOpaque);
        using MLImage image = noise.ToImage(format);

        using MLImage result = AcnImageAugmentation.None.Apply(image, seed: 1);

        Assert.Equal((7, 5), (result.Width, result.Height));
        Assert.Equal(noise.GetPixelSpan().ToArray(), Rgba(result));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_certain_flip_mirrors_colours_and_opacity(bool isGrey, bool isOpaque)
    {
        using SKBitmap noise = Pictures.Noise(4, 6, seed: 2, isGrey, isOpaque);
        using MLImage image = noise.ToImage();
        byte[] before = Rgba(image);

        using MLImage result = new AcnImageAugmentation { HorizontalFlip = 1 }.Apply(image, seed: 1);

        byte[] mirrored = [.. before.Chunk(4 * 6).SelectMany(row => row.Chunk(4).Reverse().SelectMany(pixel => pixel))];
        Assert.Equal(mirrored, Rgba(result));
        Assert.Equal(before, Rgba(image));
    }

    [Fact]
    public void The_same_seed_gives_the_same_image_and_another_seed_another()
    {
        using SKBitmap noise = Pictures.Noise(12, 12, seed: 3);
        using MLImage image = noise.ToImage();
        AcnImageAugmentation strong = AcnImageAugmentation.Strong;

        using MLImage first = strong.Apply(image, seed: 1), again = strong.Apply(image, seed: 1), other = strong.Apply(image, seed: 2);

        Assert.Equal(Rgba(first), Rgba(again));
        Assert.NotEqual(Rgba(first), Rgba(other));
    }

    [Fact]
    public void A_grey_image_stays_grey_and_no_colour_exceeds_its_opacity()
    {
        AcnImageAugmentation most = AcnImageAugmentation.Strong;
        (most.Operations, most.Magnitude, most.ErasingProbability) = (4, 1, 1);
        using SKBitmap grey = Pictures.Noise(9, 9, seed: 4, isGrey: true), glass = Pictures.Noise(9, 9, seed: 5, isOpaque: false);
        using MLImage greyImage = grey.ToImage(), glassImage = glass.ToImage();

        for (int seed = 0; seed < 50; seed++)
        {
            using MLImage first = most.Apply(greyImage, seed), second = most.Apply(glassImage, seed);
            Assert.All(Rgba(first).Chunk(4), pixel => Assert.Equal([pixel[0], pixel[0], pixel[0], 255], pixel));
            Assert.All(Rgba(second).Chunk(4), pixel => Assert.True(pixel.Max() <= pixel[3]));
        }
    }

    [Fact]
    public void What_blends_two_images_is_left_out()
    {
        using SKBitmap noise = Pictures.Noise(6, 6, seed: 6);
        using MLImage image = noise.ToImage();

        using MLImage result = new AcnImageAugmentation { MixUpAlpha = 1, CutMixAlpha = 1 }.Apply(image, seed: 1);

        Assert.Equal(Rgba(image), Rgba(result));
    }

    [Fact]
    public void Options_out_of_range_and_no_image_are_refused()
    {
        using SKBitmap noise = Pictures.Noise(4, 4, seed: 7);
        using MLImage image = noise.ToImage();

        Assert.Throws<ArgumentNullException>(() => AcnImageAugmentation.Light.Apply(null!, seed: 1));
        var error = Assert.Throws<ArgumentException>(() => new AcnImageAugmentation { HorizontalFlip = 2 }.Apply(image, seed: 1));
        Assert.Contains(": HorizontalFlip is 2;", error.Message, StringComparison.Ordinal);
        Assert.Equal("augmentation", error.ParamName);
    }

    private static byte[] Rgba(MLImage image)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; image.PixelFormat == MLPixelFormat.Bgra32 && i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return pixels;
    }
}
