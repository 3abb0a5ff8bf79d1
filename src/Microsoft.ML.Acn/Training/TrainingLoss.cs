using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>The loss of a training row: cross-entropy with label smoothing, at the full depth or at all depths.</summary>
internal sealed class TrainingLoss
{
    private readonly double _labelSmoothing;
    private readonly double[] _weights;

    /// <param name="plan">Says how labels are smoothed, and how much all depths count.</param>
    /// <param name="layers">L, the layers.</param>
    public TrainingLoss(TrainingPlan plan, int layers)
    {
        _labelSmoothing = plan.LabelSmoothing;
        IsOfAllDepths = plan.PrefixLossWeight > 0;
        _weights = DepthWeights(layers, plan.PrefixLossWeight);
    }

    /// <summary>Whether the logits of all depths are needed.</summary>
    public bool IsOfAllDepths { get; }

    /// <summary>What each depth from 0 to L counts in the loss. They sum to 1, so that a learning rate means the same with any share.</summary>
    /// <remarks>
    /// Appendix H of the paper (after Jiang et al., arXiv 2406.14479) gives E exits with one head the weights
    /// <c>w_l = 2 (l + 1) / (E (E + 1))</c>, l = 0 ... E - 1. Its exits are the layers; here depth 0 is one too, so E = L + 1.
    /// </remarks>
    /// <param name="layers">L, the layers.</param>
    /// <param name="share">Share of the loss that has these weights; the rest is the full depth's.</param>
    internal static double[] DepthWeights(int layers, double share)
    {
        double exits = layers + 1;
        double[] weights = [.. Enumerable.Range(0, layers + 1).Select(depth => share * 2 * (depth + 1) / (exits * (exits + 1)))];
        weights[layers] += 1 - share;
        return weights;
    }

    /// <summary>The loss of each row. (B)</summary>
    /// <param name="depths">Logits of all depths, or of the full one alone; see <see cref="IsOfAllDepths"/>. Each (B, K)</param>
    /// <param name="target">The class of each row. (B)</param>
    /// <param name="mix">Which rows were blended with which, or null.</param>
    public Tensor OfRows(Tensor[] depths, Tensor target, RowMix? mix)
    {
        Tensor sum = OfRows(depths[^1], target, mix);
        if (!IsOfAllDepths)
            return sum;
        sum = sum.Times(_weights[^1]);
        for (int depth = 0; depth < depths.Length - 1; depth++)
            sum = sum.Plus(OfRows(depths[depth], target, mix).Times(_weights[depth]));
        return sum;
    }

    /// <summary>Cross-entropy of each row at one depth; of a blended row, that of both labels in their shares. (B)</summary>
    private Tensor OfRows(Tensor logits, Tensor target, RowMix? mix)
    {
        Tensor own = CrossEntropy(target);
        if (mix is null)
            return own;
        Tensor ownShares = tensor(mix.OwnShares, device: logits.device), partners = tensor(mix.Partners, dtype: ScalarType.Int64, device: logits.device);
        Tensor partnerShares = tensor(Array.ConvertAll(mix.OwnShares, share => 1 - share), device: logits.device);
        return (own * ownShares).Plus(CrossEntropy(target.index_select(0, partners)) * partnerShares);

        Tensor CrossEntropy(Tensor labels)
            => nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None, label_smoothing: _labelSmoothing);
    }
}
