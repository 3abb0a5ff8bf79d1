namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>What a classifier achieved on test rows.</summary>
/// <param name="Accuracy">Share of right answers, 0 to 1.</param>
/// <param name="LogLoss">Mean negative natural logarithm of the right class's probability, or null if the classifier does not tell.</param>
/// <param name="Seconds">Training time.</param>
internal sealed record PeerResult(double Accuracy, double? LogLoss, double Seconds);
