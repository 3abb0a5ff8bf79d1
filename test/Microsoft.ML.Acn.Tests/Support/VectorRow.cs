using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>A row of numbers.</summary>
public class VectorRow
{
    public string Kind { get; set; } = "";

    [VectorType(TinyVectors.Features)]
    public float[] Features { get; set; } = [];
}

/// <summary>A made-up task over numbers: three kinds around three corners, beside a feature that says nothing and one that never varies.</summary>
internal static class TinyVectors
{
    public const int Features = 5;

    public static List<VectorRow> Rows(int count = 150, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Row(i % 3, random))];
    }

    public static IDataView View(MLContext context, IEnumerable<VectorRow>? rows = null)
    {
        IDataView data = context.Data.LoadFromEnumerable(rows ?? Rows());
        return context.Transforms.Conversion.MapValueToKey("Label", "Kind", keyOrdinality: Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);
    }

    public static AcnVectorOptions Options(Action<AcnVectorOptions>? change = null)
    {
        var options = new AcnVectorOptions
        {
            Layers = 2,
            Width = 16,
            Heads = 3, // which do not divide Width, and mean nothing here
            Epochs = 8,
            BatchSize = 8,
            LearningRate = 0.01,
            ValidationFraction = 0.1,
            Precision = AcnPrecision.Float32,
            Threads = 1,
            Seed = 1,
        };
        change?.Invoke(options);
        return options;
    }

    public static AcnTransformer Train(MLContext context, Action<AcnVectorOptions>? change = null, IDataView? data = null)
        => context.MulticlassClassification.Trainers.Acn(Options(change)).Fit(data ?? View(context));

    private static VectorRow Row(int kind, Random random)
    {
        float Around(float center, float deviation) => center + (deviation * ((random.NextSingle() * 2) - 1));
        // Features of very unlike sizes, as tables have them.
        return new VectorRow
        {
            Kind = $"kind {kind}",
            Features =
            [
                Around(kind == 0 ? 3_000 : 1_000, 700),
                Around(kind == 1 ? 0.003f : 0.001f, 0.0007f),
                Around(0, 1),
                42,
                Around(kind == 2 ? -5 : -9, 1.5f),
            ],
        };
    }
}
