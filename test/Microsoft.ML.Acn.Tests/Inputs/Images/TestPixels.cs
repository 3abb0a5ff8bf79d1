using Microsoft.ML.Acn.Inputs.Images;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

internal static class TestPixels
{
    /// <summary>Images of random bytes. (count, C, H, W)</summary>
    public static byte[] Random(ImageShape shape, int seed, int count = 1)
    {
        byte[] pixels = new byte[count * shape.Bytes];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    /// <summary>Images each of which has one value throughout: the number of the image. (count, C, H, W)</summary>
    public static byte[] Numbered(ImageShape shape, int count)
        => [.. Enumerable.Range(0, count * shape.Bytes).Select(i => (byte)(i / shape.Bytes))];
}
