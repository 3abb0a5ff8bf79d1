namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>
/// Images between a cursor and a store: they are read one after another, decoded several at a time, and given out in their order. The first
/// of them settle what the options leave open of the geometry.
/// </summary>
/// <param name="geometry">Settled here if it is not yet.</param>
/// <param name="background">What is seen through pixels that are not opaque.</param>
/// <param name="threads">Threads that decode.</param>
internal sealed class DecodingWindow(ImageGeometry geometry, Rgb background, int threads)
{
    private const int MaxImages = 64;
    private const long MaxBytes = 1 << 26;
    private static readonly ImageSize Any = new(AcnImageOptions.MinSide, AcnImageOptions.MinSide);

    private readonly List<SourceImage> _images = [];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads };
    private long _bytes;

    /// <summary>Whether it is time to decode. Depends on the images alone, as what is settled by the first window must.</summary>
    public bool IsFull => _images.Count >= MaxImages || _bytes >= MaxBytes;

    public void Add(SourceImage image)
    {
        _images.Add(image);
        _bytes += image.Length;
    }

    /// <summary>Decodes the images, and empties the window.</summary>
    public IEnumerable<(SourceImage Image, DecodedImage Decoded)> Drain()
    {
        if (geometry.Size is null)
            SettleSize();
        var decoded = new DecodedImage[_images.Count];
        // Without a size no image has a readable header; each says why.
        ImageSize target = geometry.Size ?? Any;
        if (decoded.Length == 1)
            decoded[0] = _images[0].Decode(target);
        else
            Parallel.For(0, decoded.Length, _parallel, i => decoded[i] = _images[i].Decode(target));
        if (geometry.Channels is null)
            SettleChannels(decoded);

        SourceImage[] images = [.. _images];
        Clear();
        return images.Zip(decoded);
    }

    public void Clear()
    {
        _images.Clear();
        _bytes = 0;
    }

    private void SettleSize()
    {
        ImageSize[] sizes = [.. _images.Select(image => image.Size).OfType<ImageSize>().Take(ImageGeometry.Sample)];
        if (sizes.Length > 0)
            geometry.SettleSize(sizes);
    }

    private void SettleChannels(DecodedImage[] decoded)
    {
        byte[][] first = [.. decoded.Select(image => image.Pixels).OfType<byte[]>().Take(ImageGeometry.Sample)];
        if (first.Length > 0)
            geometry.SettleChannels(first.All(pixels => PixelPlanes.IsGrey(pixels, background)));
    }
}
