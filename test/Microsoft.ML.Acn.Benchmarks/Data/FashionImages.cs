using Datasets;
using Microsoft.ML.Acn.Benchmarks.Harness;
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
internal sealed record FashionImages(IReadOnlyList<string> Classes, IReadOnlyList<ImageRow> Train, IReadOnlyList<ImageRow> Validation, IReadOnlyList<ImageRow> Test)
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
        return new FashionImages(images.Classes, train[..^validationRows], train[^validationRows..], test);
    }

    /// <summary>So many training and validation pictures of the first classes, in the order of their numbers, and all test pictures of those.</summary>
    /// <exception cref="BenchmarkException">There are fewer.</exception>
    public FashionImages WithClasses(int count, int trainingRows, int validationRows)
    {
        var kept = Classes.Take(count).ToHashSet();
        return new FashionImages([.. kept], Exactly(trainingRows, Train), Exactly(validationRows, Validation), [.. Of(Test)]);

        IEnumerable<ImageRow> Of(IEnumerable<ImageRow> rows) => rows.Where(row => kept.Contains(row.Label));

        ImageRow[] Exactly(int wanted, IEnumerable<ImageRow> rows)
        {
            ImageRow[] some = [.. Of(rows).Take(wanted)];
            return some.Length == wanted ? some : throw new BenchmarkException($"Of {count} classes there are {some.Length:N0} pictures, not {wanted:N0}: name fewer with --rows.");
        }
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
