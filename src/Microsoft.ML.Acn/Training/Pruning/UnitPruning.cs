using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Units of one kind. They are zeros while a network is trained, and removed from it afterwards.</summary>
/// <remarks>
/// A unit's magnitude is the Euclidean norm of its numbers in matrices: a norm and no mean, for a unit between long rows is worth no less than one between
/// short ones. Its movement is the sum of the movement of these numbers, which is what pruning it would have cost by a linear estimate.
/// </remarks>
internal sealed class UnitPruning : IPruning
{
    private readonly IReadOnlyList<PrunableUnits> _parts;
    private readonly int _block;
    private readonly double[][]? _movement;
    private bool[][] _pruned;

    /// <param name="parts">All units of a kind.</param>
    /// <param name="criterion">What they are chosen by.</param>
    /// <param name="block">See <see cref="UnitChoice.Least"/>.</param>
    public UnitPruning(IReadOnlyList<PrunableUnits> parts, AcnPruningCriterion criterion, int block)
    {
        (_parts, _block) = (parts, block);
        _pruned = [.. parts.Select(part => new bool[part.Count])];
        _movement = criterion == AcnPruningCriterion.Movement ? [.. parts.Select(part => new double[part.Count])] : null;
    }

    /// <summary>What is left of the parts of which not all is.</summary>
    public IReadOnlyList<KeptUnits> Kept =>
    [
        .. _parts.Zip(_pruned)
            .Where(pair => pair.Second.Contains(true))
            .Select(pair => new KeptUnits(pair.First, [.. Enumerable.Range(0, pair.First.Count).Where(unit => !pair.Second[unit])])),
    ];

    /// <inheritdoc/>
    public double Share => Total == 0 ? 0 : (double)_pruned.Sum(part => part.Count(isPruned => isPruned)) / Total;

    private int Total => _parts.Sum(part => part.Count);

    /// <inheritdoc/>
    public void Observe(RowGradients? rows)
    {
        if (_movement is null)
            return;
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < _parts.Count; i++)
        {
            foreach (UnitSlice slice in _parts[i].Slices.Where(slice => slice.IsOfMatrix))
            {
                if (slice.Weight.grad is not { } gradient)
                    continue;
                float[] products = TensorMath.ToArray(slice.PerUnit(slice.Weight * gradient, _parts[i].Count).sum(1));
                for (int unit = 0; unit < products.Length; unit++)
                    _movement[i][unit] -= products[unit];
            }
        }
    }

    /// <inheritdoc/>
    public void PruneTo(double share)
    {
        double[][] scores = [.. _parts.Select((part, index) => _movement is null ? Norms(part) : [.. _movement[index]])];
        for (int i = 0; i < scores.Length; i++)
        {
            for (int unit = 0; unit < scores[i].Length; unit++)
                scores[i][unit] = _pruned[i][unit] ? double.NegativeInfinity : scores[i][unit];
        }
        // Rounding down, so that no more is lost than was asked for.
        int count = Math.Max((int)Math.Floor((share * Total) + 1e-9), _pruned.Sum(part => part.Count(isPruned => isPruned)));
        _pruned = UnitChoice.Least(scores, count, _block);
    }

    /// <inheritdoc/>
    public void Apply(RowGradients? rows, bool isWhole = false)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach ((PrunableUnits part, bool[] pruned) in _parts.Zip(_pruned))
        {
            int[] units = [.. Enumerable.Range(0, part.Count).Where(unit => pruned[unit])];
            if (units.Length == 0)
                continue;
            foreach (UnitSlice slice in part.Slices)
                slice.Weight.ZeroInPlace(slice.Dimension, tensor(slice.Positions(units).ToArray(), device: slice.Weight.device));
        }
    }

    public void Dispose()
    {
    }

    private static double[] Norms(PrunableUnits part)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        double[] squares = new double[part.Count];
        foreach (UnitSlice slice in part.Slices.Where(slice => slice.IsOfMatrix))
        {
            float[] sums = TensorMath.ToArray(slice.PerUnit(slice.Weight * slice.Weight, part.Count).sum(1));
            for (int unit = 0; unit < squares.Length; unit++)
                squares[unit] += sums[unit];
        }
        return Array.ConvertAll(squares, Math.Sqrt);
    }
}
