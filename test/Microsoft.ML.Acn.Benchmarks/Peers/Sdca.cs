using System.Diagnostics;
using Datasets;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>What ML.NET has for texts without a network: FeaturizeText and SdcaMaximumEntropy, both with their defaults. The features are held, as ML.NET advises for trainers that read them many times.</summary>
internal static class Sdca
{
    public const string Name = "FeaturizeText + SdcaMaximumEntropy";

    public static PeerResult Run(IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test, int seed)
    {
        var ml = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        var model = ml.Transforms.Conversion.MapValueToKey(nameof(LabelledText.Label))
            .Append(ml.Transforms.Text.FeaturizeText("Features", nameof(LabelledText.Text)))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Fit(ml.Data.LoadFromEnumerable(train));
        double seconds = clock.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
        return new PeerResult(metrics.MicroAccuracy, metrics.LogLoss, seconds);
    }
}
