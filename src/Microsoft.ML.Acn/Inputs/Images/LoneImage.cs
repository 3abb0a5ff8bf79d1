using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Changes one image outside of training, so that a user can look at what training makes of it.</summary>
internal static class LoneImage
{
    /// <summary>The image after one draw of the changes, but for mix-up and CutMix, which take a second image.</summary>
    public static MLImage Augment(MLImage image, AcnImageAugmentation augmentation, int seed)
    {
        byte[] pixels = ImageColumn.Pixels(image);
        var shape = new ImageShape(ChannelsOf(pixels), image.Height, image.Width);
        byte[] planes = new byte[shape.Bytes];
        PixelPlanes.Write(pixels, shape.Channels, default, planes);

        AcnImageAugmentation alone = augmentation.Clone();
        (alone.MixUpAlpha, alone.CutMixAlpha) = (0, 0);
        new ImageAugmenter(alone, shape, new Random(seed)).Apply(planes, 1);
        return MLImage.CreateFromPixels(image.Width, image.Height, MLPixelFormat.Rgba32, Interleave(planes, shape.Channels));
    }

    /// <summary>The fewest channels that hold the image, which is what training takes if all images are like it, or 4 if it is not opaque.</summary>
    private static int ChannelsOf(ReadOnlySpan<byte> pixels)
    {
        for (int i = 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] != 255)
                return 4;
        }
        return PixelPlanes.IsGrey(pixels, default) ? 1 : 3;
    }

    /// <summary>(channels x H x W) to (H x W x 4).</summary>
    private static byte[] Interleave(ReadOnlySpan<byte> planes, int channels)
    {
        int count = planes.Length / channels;
        byte[] pixels = new byte[4 * count];
        for (int i = 0; i < count; i++)
        {
            byte alpha = channels == 4 ? planes[(3 * count) + i] : (byte)255;
            for (int color = 0; color < 3; color++)
            {
                byte value = planes[((channels == 1 ? 0 : color) * count) + i];
                // A colour that was brightened may exceed the opacity that it is multiplied by.
                pixels[(4 * i) + color] = Math.Min(value, alpha);
            }
            pixels[(4 * i) + 3] = alpha;
        }
        return pixels;
    }
}
