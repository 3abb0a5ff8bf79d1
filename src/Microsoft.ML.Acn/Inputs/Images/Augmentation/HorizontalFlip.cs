namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>Mirrors an image left to right.</summary>
internal static class HorizontalFlip
{
    /// <param name="image">The image. (C, H, W)</param>
    /// <param name="width">W.</param>
    public static void Apply(Span<byte> image, int width)
    {
        for (int start = 0; start < image.Length; start += width)
            image.Slice(start, width).Reverse();
    }
}
