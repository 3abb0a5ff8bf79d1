using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Single weights, ranked over all tensors together (Han et al. 2015, with one threshold for all).</summary>
/// <remarks>A table's rows that were not touched for some steps are ranked with the decay of these steps outstanding: as if they were larger, by the learning rate times the decay for each step.</remarks>
internal sealed class WeightPruning : IPruning
{
    private readonly PrunedTensor[] _tensors;
    private bool _hasChanged = true;

    /// <param name="network">The network.</param>
    /// <param name="where">Which tensors.</param>
    /// <param name="keepsZeros">Whether their zeros were pruned before.</param>
    /// <param name="criterion">What weights are chosen by.</param>
    public WeightPruning(AcnNetwork network, PrunedWeights where, bool keepsZeros, AcnPruningCriterion criterion)
    {
        nint? table = network.Embedding.RowTable?.Handle;
        _tensors = [.. network.PrunableWeights(where).Select(named => new PrunedTensor(named.Weight, named.Weight.Handle == table, keepsZeros, criterion == AcnPruningCriterion.Movement))];
    }

    /// <inheritdoc/>
    public double Share => Prunable == 0 ? 0 : (double)_tensors.Sum(one => one.Pruned) / Prunable;

    private long Prunable => _tensors.Sum(one => one.Prunable);

    /// <inheritdoc/>
    public void Observe(RowGradients? rows)
    {
        foreach (PrunedTensor one in _tensors)
            one.Observe(rows);
    }

    /// <inheritdoc/>
    public void PruneTo(double share)
    {
        if (_tensors.Length == 0)
            return;
        using var scope = NewDisposeScope();
        long count = Math.Max((long)Math.Round(share * Prunable), _tensors.Sum(one => one.Pruned));
        Tensor[] chosen = WeightChoice.Least([.. _tensors.Select(one => one.Scores())], count);
        foreach ((PrunedTensor one, Tensor pruned) in _tensors.Zip(chosen))
            one.Set(pruned);
        _hasChanged = true;
    }

    /// <inheritdoc/>
    public void Apply(RowGradients? rows, bool isWhole = false)
    {
        foreach (PrunedTensor one in _tensors)
            one.Apply(rows, isWhole || _hasChanged);
        _hasChanged = false;
    }

    public void Dispose()
    {
        foreach (PrunedTensor one in _tensors)
            one.Dispose();
    }
}
