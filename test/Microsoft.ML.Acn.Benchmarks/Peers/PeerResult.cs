using Datasets;
using Measuring;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>What a classifier achieved on test rows.</summary>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="LogLoss">Mean negative natural logarithm of the right class's probability, or null if the classifier does not tell.</param>
/// <param name="Seconds">Training time.</param>
internal sealed record PeerResult(double Accuracy, double? LogLoss, double Seconds)
{
    /// <summary>What a network that was trained on texts achieves on others.</summary>
    public static PeerResult Of(AcnRun run, IReadOnlyList<LabelledText> test)
    {
        MulticlassClassificationMetrics metrics = run.Evaluate(run.Network, test);
        return new PeerResult(metrics.MicroAccuracy, metrics.LogLoss, run.Seconds);
    }
}
