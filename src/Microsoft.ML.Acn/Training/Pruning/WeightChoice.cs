using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Chooses the weights of least score among all tensors together.</summary>
internal static class WeightChoice
{
    /// <param name="scores">The score of each weight, tensor by tensor.</param>
    /// <param name="count">How many are chosen. Of equal scores the first are.</param>
    /// <returns>Booleans of the scores' shapes.</returns>
    public static Tensor[] Least(IReadOnlyList<Tensor> scores, long count)
    {
        using var scope = NewDisposeScope();
        Tensor all = cat([.. scores.Select(score => score.flatten())]);
        Tensor chosen = count == 0 ? zeros_like(all, dtype: ScalarType.Bool) : Least(all, count);
        Tensor[] parts = new Tensor[scores.Count];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            long length = scores[i].numel();
            // A copy: the parts outlive what they are parts of.
            parts[i] = chosen.narrow(0, start, length).view(scores[i].shape).clone().MoveToOuterDisposeScope();
            start += length;
        }
        return parts;
    }

    private static Tensor Least(Tensor all, long count)
    {
        (Tensor threshold, Tensor _) = all.kthvalue(count, 0);
        Tensor below = all.lt(threshold), equal = all.eq(threshold);
        Tensor left = tensor(count, device: all.device).MinusWhole(below.sum());
        return below.logical_or(equal.logical_and(equal.cumsum(0).le(left)));
    }
}
