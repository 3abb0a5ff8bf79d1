using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Scoring;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>Accuracy and log-loss over some rows.</summary>
internal readonly record struct EvaluationResult(double Accuracy, double LogLoss);

/// <summary>Runs a network over rows without training noise, all rows counted; among some classes, if there are others that have no rows.</summary>
internal static class Evaluation
{
    /// <summary>Evaluates the full depth.</summary>
    public static EvaluationResult Run(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, TrainedClasses? classes = null)
        => Run(new LogitsPass(encoder, set.Store, batch => [network.Forward(batch)]) { CheckCancelled = checkCancelled }, set, rows, classes)[0];

    /// <summary>Evaluates every depth in one pass. Index: depth.</summary>
    public static EvaluationResult[] RunPrefixes(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, TrainedClasses? classes = null)
        => Run(new LogitsPass(encoder, set.Store, batch => network.ForwardPrefixes(batch)) { CheckCancelled = checkCancelled }, set, rows, classes);

    private static EvaluationResult[] Run(LogitsPass pass, TrainingSet set, int[] rows, TrainedClasses? classes)
    {
        double[] right = [], loss = [];
        double total = 0;
        pass.Run(rows, (batch, logits) =>
        {
            if (right.Length == 0)
                (right, loss) = (new double[logits.Length], new double[logits.Length]);
            if (classes is not null)
                logits = Array.ConvertAll(logits, classes.Select);
            Tensor labels = tensor(Array.ConvertAll(batch, row => classes?.PlaceOf(set.Labels[row]) ?? set.Labels[row]), device: logits[0].device);
            float[] rowWeights = Array.ConvertAll(batch, set.WeightOf);
            Tensor weights = tensor(rowWeights, device: logits[0].device);
            total += rowWeights.Sum(weight => (double)weight);
            for (int depth = 0; depth < logits.Length; depth++)
            {
                Tensor losses = nn.functional.cross_entropy(logits[depth], labels, reduction: nn.Reduction.None);
                loss[depth] += TensorMath.ToNumber((losses * weights).sum());
                right[depth] += TensorMath.ToNumber((logits[depth].argmax(1).eq(labels).to(ScalarType.Float32) * weights).sum());
            }
        });
        return [.. right.Select((count, depth) => new EvaluationResult(count / Math.Max(total, 1e-12), loss[depth] / Math.Max(total, 1e-12)))];
    }
}
