using Datasets;

namespace ImageClassification;

/// <summary>The size that models see pictures in: the trainer's own rule, more or less, since the model that is compared with is to see the same.</summary>
internal static class ModelSize
{
    private const int Longest = 64;

    /// <summary>The medians of the sides, reduced alike until the longer is 64, in whole patches of which at most 64 fit.</summary>
    public static (int Height, int Width) For(IReadOnlyCollection<ImageFile> images)
    {
        int height = Median(images.Select(image => image.Height)), width = Median(images.Select(image => image.Width));
        double reduction = Math.Min((double)Longest / Math.Max(height, width), 1);
        int patch = (Math.Max(height, width) * reduction) switch
        {
            > 32 => 8,
            > 16 => 4,
            _ => 2,
        };
        return (Whole(height * reduction, patch), Whole(width * reduction, patch));
    }

    private static int Median(IEnumerable<int> values)
    {
        int[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static int Whole(double side, int patch) => Math.Max((int)Math.Round(side / patch), 2) * patch;
}
