using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// Lets rows skip layers in training (stochastic depth, Huang et al. 2016, arXiv 1603.09382), deep layers more often than early ones: layer l of
/// 0 ... L - 1 is skipped by a share of <c>highest * (2^(l / (L - 1)) - 1)</c> of the rows, as in LayerSkip (Elhoushi et al. 2024, arXiv 2404.16710).
/// </summary>
/// <remarks>What rows get that do not skip a layer is not scaled up, as in LayerSkip.</remarks>
/// <param name="highest">The share of the last layer.</param>
/// <param name="layers">L, the layers.</param>
/// <param name="random">A source of the run's own.</param>
internal sealed class LayerDropout(double highest, int layers, Random random)
{
    /// <summary>The share of rows that skip a layer.</summary>
    /// <param name="index">How many layers come before it.</param>
    public double ShareOf(int index) => layers < 2 ? 0 : highest * (Math.Pow(2, index / (layers - 1.0)) - 1);

    /// <summary>Puts rows that skip a layer back to where they were before it.</summary>
    /// <param name="before">The batch before the layer.</param>
    /// <param name="behind">The batch behind it.</param>
    /// <param name="index">How many layers come before it.</param>
    public LayerPassage Apply(LayerPassage before, LayerPassage behind, int index)
    {
        double share = ShareOf(index);
        if (share <= 0)
            return behind;
        bool[] stays = new bool[before.PoolWeights.shape[0]];
        for (int row = 0; row < stays.Length; row++)
            stays[row] = random.NextDouble() >= share;
        return behind.Where(tensor(stays, device: before.PoolWeights.device), before);
    }
}
