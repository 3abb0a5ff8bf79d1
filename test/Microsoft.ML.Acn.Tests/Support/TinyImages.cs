using Microsoft.ML.Acn.Tests.Inputs.Images;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>A file with a picture of the made-up task: a disc on a lighter ground, or on a darker one.</summary>
public class FileRow
{
    public string Kind { get; set; } = "";

    public byte[]? Image { get; set; }

    public float Weight { get; set; } = 1;
}

/// <summary>Pictures that a tiny network tells apart after a second.</summary>
internal static class TinyImages
{
    public static List<FileRow> Rows(int count = 80, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            byte dark = (byte)random.Next(20, 90), light = (byte)random.Next(150, 250);
            bool isLight = i % 2 == 0;
            SKColor Color(bool light, byte level) => light ? new SKColor(level, level, 200) : new SKColor(level, 40, level);
            using SKBitmap picture = Pictures.Disc(16, 16, Color(isLight, isLight ? light : dark), Color(!isLight, isLight ? dark : light));
            return new FileRow { Kind = isLight ? "lamp" : "hole", Image = picture.Encode() };
        })];
    }

    /// <summary>The rows as data with the columns Kind, Image, Weight and, of key type, Label.</summary>
    public static IDataView View(MLContext context, IEnumerable<FileRow> rows)
    {
        IDataView data = context.Data.LoadFromEnumerable(rows);
        return context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    public static AcnImageOptions Options(Action<AcnImageOptions>? change = null)
    {
        var options = new AcnImageOptions
        {
            FeatureColumnName = "Image",
            Layers = 1,
            Width = 16,
            Heads = 2,
            Epochs = 12,
            BatchSize = 8,
            LearningRate = 0.01,
            Stem = AcnImageStem.Linear,
            Augmentation = AcnImageAugmentation.None,
            Precision = AcnPrecision.Float32,
            Threads = 1,
            Seed = 1,
        };
        change?.Invoke(options);
        return options;
    }

    public static AcnTransformer Train(MLContext context, IEnumerable<FileRow> rows, Action<AcnImageOptions>? change = null)
        => context.MulticlassClassification.Trainers.Acn(Options(change)).Fit(View(context, rows));

    public static uint[] PredictedLabels(IDataView scored) => [.. scored.GetColumn<uint>("PredictedLabel")];
}
