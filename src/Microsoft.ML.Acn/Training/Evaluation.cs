using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Scoring;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>Accuracy and log-loss over some rows.</summary>
internal readonly record struct EvaluationResult(double Accuracy, double LogLoss);

/// <summary>Runs a network over rows without training noise, all rows counted.</summary>
internal static class Evaluation
{
    /// <summary>Evaluates the full depth.</summary>
    public static EvaluationResult Run(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled)
    {
        double right = 0, loss = 0, total = 0;
        var pass = new LogitsPass(encoder, set.Store, batch => [network.Forward(batch)]) { CheckCancelled = checkCancelled };
        pass.Run(rows, (batch, ofBatch) =>
        {
            Tensor logits = ofBatch[0];
            Tensor labels = tensor(Array.ConvertAll(batch, row => (long)set.Labels[row]), device: logits.device);
            float[] rowWeights = Array.ConvertAll(batch, set.WeightOf);
            Tensor weights = tensor(rowWeights, device: logits.device);
            total += rowWeights.Sum(weight => (double)weight);
            loss += TensorMath.ToNumber((nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None) * weights).sum());
            right += TensorMath.ToNumber((logits.argmax(1).eq(labels).to(ScalarType.Float32) * weights).sum());
        });
        return new EvaluationResult(right / Math.Max(total, 1e-12), loss / Math.Max(total, 1e-12));
    }
}
