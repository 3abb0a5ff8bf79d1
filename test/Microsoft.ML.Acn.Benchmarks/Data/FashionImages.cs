using Datasets;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>A grey picture, as a vector of 0 to 255, and its class.</summary>
internal sealed class ImageRow
{
    public string Label { get; set; } = string.Empty;

    [VectorType(FashionMnist.Side * FashionMnist.Side)]
    public float[] Pixels { get; set; } = [];
}

/// <summary>Fashion-MNIST, divided for a benchmark: training rows, validation rows that choose the epoch and the depth, and rows to report on.</summary>
internal sealed record FashionImages(IReadOnlyList<ImageRow> Train, IReadOnlyList<ImageRow> Validation, IReadOnlyList<ImageRow> Test)
{
    private const int HeldOutRows = 10_000;

    /// <param name="folder">The user's own copy, or null.</param>
    /// <param name="say">Told what is being done.</param>
    /// <param name="validationRows">Rows taken from the end of the training rows, which come in no order.</param>
    /// <param name="isHoldout">Whether the test rows are taken from the training rows too.</param>
    public static FashionImages Load(string? folder, Action<string> say, int validationRows, bool isHoldout)
    {
        ImageSplit images = FashionMnist.Load(folder, say);
        ImageRow[] train = [.. images.Train.Select(RowOf)];
        ImageRow[] test = isHoldout ? train[^HeldOutRows..] : [.. images.Test.Select(RowOf)];
        if (isHoldout)
            train = train[..^HeldOutRows];
        return new FashionImages(train[..^validationRows], train[^validationRows..], test);
    }

    /// <summary>The trainer's options for these vectors.</summary>
    public static AcnImageOptions Describe(AcnImageOptions options)
    {
        options.FeatureColumnName = nameof(ImageRow.Pixels);
        options.ImageHeight = options.ImageWidth = FashionMnist.Side;
        return options;
    }

    private static ImageRow RowOf(LabelledImage image) => new() { Label = image.Label, Pixels = Array.ConvertAll(image.Pixels.ToArray(), pixel => (float)pixel) };
}
