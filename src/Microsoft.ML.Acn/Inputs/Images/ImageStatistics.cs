namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Mean and deviation of each channel over some images. Counts of the 256 values, so exact whatever the number of pixels.</summary>
internal sealed class ImageStatistics
{
    // A plane of one colour has nothing to magnify.
    private const double LeastDeviation = 1;

    private readonly long[][] _counts;

    public ImageStatistics(int channels) => _counts = [.. Enumerable.Range(0, channels).Select(_ => new long[256])];

    public static ImageStatistics Of(ImageRowStore store, ReadOnlySpan<int> rows)
    {
        var statistics = new ImageStatistics(store.Geometry.Shape.Channels);
        foreach (int row in rows)
            statistics.Add(store.Pixels(row));
        return statistics;
    }

    /// <param name="image">(C x H x W)</param>
    public void Add(ReadOnlySpan<byte> image)
    {
        int pixels = image.Length / _counts.Length;
        for (int channel = 0; channel < _counts.Length; channel++)
        {
            long[] counts = _counts[channel];
            foreach (byte pixel in image.Slice(channel * pixels, pixels))
                counts[pixel]++;
        }
    }

    /// <summary>The mean of each channel, 0 to 255. (C)</summary>
    public float[] Means() => Array.ConvertAll(_counts, counts => (float)Mean(counts));

    /// <summary>One over the deviation of each channel, at most 1. (C)</summary>
    public float[] Scales() => Array.ConvertAll(_counts, counts => (float)(1 / Math.Max(Deviation(counts), LeastDeviation)));

    private static double Mean(long[] counts) => Sum(counts, value => value) / Math.Max(counts.Sum(), 1);

    private static double Deviation(long[] counts)
    {
        double mean = Mean(counts);
        return Math.Sqrt(Sum(counts, value => (value - mean) * (value - mean)) / Math.Max(counts.Sum(), 1));
    }

    private static double Sum(long[] counts, Func<int, double> term)
    {
        double sum = 0;
        for (int value = 0; value < counts.Length; value++)
            sum += counts[value] * term(value);
        return sum;
    }
}
