using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Pre-training that takes a second or two.</summary>
internal static class TinyPretraining
{
    public static AcnPretrainOptions Options(Action<AcnPretrainOptions>? change = null)
    {
        var options = new AcnPretrainOptions
        {
            Layers = 2,
            Width = 32,
            Heads = 2,
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.01,
            SubwordBuckets = 256,
            BigramBuckets = 256,
            ValidationFraction = 0.2,
            Precision = AcnPrecision.Float32,
            Threads = 1,
            Seed = 1,
        };
        change?.Invoke(options);
        return options;
    }

    public static AcnPretrainedTransformer Fit(MLContext context, Action<AcnPretrainOptions>? change = null, int rows = 200)
        => context.Transforms.Text.AcnPretrain(Options(change)).Fit(Texts(context, rows));

    /// <summary>Texts alone, without their topics.</summary>
    public static IDataView Texts(MLContext context, int rows = 200, int seed = 7)
        => context.Data.LoadFromEnumerable(TinyTexts.Rows(rows, seed).Select(row => new TextOnly { Text = row.Text }));

    public static float[][] Features(ITransformer transformer, IDataView data, string column = "Features")
        => [.. transformer.Transform(data).GetColumn<float[]>(column)];

    public sealed class TextOnly
    {
        public string Text { get; set; } = "";
    }
}
