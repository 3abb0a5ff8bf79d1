using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>What came of a network that was trained on pictures of Fashion-MNIST.</summary>
/// <param name="Accuracy">On test rows, all layers.</param>
/// <param name="LogLoss">On test rows, all layers.</param>
/// <param name="Seconds">Training time, reading the rows included.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Profile">On validation rows.</param>
/// <param name="Kept">The smallest depth within <see cref="Tolerance"/> on validation rows.</param>
/// <param name="KeptAccuracy">On test rows, those layers only.</param>
internal sealed record FashionRun(double Accuracy, double LogLoss, double Seconds, int Epochs, AcnDepthProfile Profile, int Kept, double KeptAccuracy)
{
    /// <summary>Accuracy that may be given up: half a point.</summary>
    public const double Tolerance = 0.005;

    public int Layers => Profile.Count - 1;

    /// <param name="images">The rows.</param>
    /// <param name="options">All but the columns and sizes, which this sets.</param>
    /// <param name="say">Told the result of each epoch.</param>
    public static FashionRun Measure(FashionImages images, AcnImageOptions options, Action<string> say)
    {
        var ml = new MLContext(options.Seed);
        IDataView validation = ml.Data.LoadFromEnumerable(images.Validation), test = ml.Data.LoadFromEnumerable(images.Test);
        using AcnRun run = AcnRun.Train(ml, FashionImages.Describe(options), ml.Data.LoadFromEnumerable(images.Train), validation, say);
        MulticlassClassificationMetrics full = run.Evaluate(run.Network, test);
        AcnDepthProfile profile = run.Network.ProfileDepth(run.Labels.Transform(validation), measureSpeed: false);
        int kept = profile.SmallestWithin(Tolerance);
        using AcnTransformer cut = run.Network.Truncate(kept);
        return new FashionRun(full.MicroAccuracy, full.LogLoss, run.Seconds, run.Epochs, profile, kept, run.Evaluate(cut, test).MicroAccuracy);
    }
}
