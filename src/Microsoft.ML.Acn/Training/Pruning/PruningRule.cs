using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Training.Pruning;

/// <summary>Prunes a network while it is trained, and keeps at zero what was pruned before.</summary>
internal sealed class PruningRule : IStepRule
{
    private readonly PruningPlan? _plan;
    private readonly PruningSchedule _schedule;
    private readonly List<IPruning> _kept = [];
    private readonly List<(IPruning Pruning, double Initial)> _chosen = [];
    private long _steps;

    /// <param name="network">The network, of which nothing else replaces a tensor.</param>
    /// <param name="plan">What is pruned; null keeps what was pruned before.</param>
    /// <param name="steps">Steps of the run.</param>
    public PruningRule(AcnNetwork network, PruningPlan? plan, long steps)
    {
        _plan = plan;
        _schedule = new PruningSchedule(steps, plan?.RampFraction ?? 1);
        IsComplete = plan is null;
        PrunedWeights before = network.Config.PrunedWeights;
        if (before != PrunedWeights.None)
            _kept.Add(new WeightPruning(network, before, keepsZeros: true, AcnPruningCriterion.Magnitude));
        if (plan is null)
            return;
        if (plan.Target == AcnPruningTarget.Weights)
            Choose(new WeightPruning(network, WeightsOf(plan), before != PrunedWeights.None, plan.Criterion));
        if (plan.Target.HasFlag(AcnPruningTarget.HiddenUnits))
            Choose(new UnitPruning(network.UnitsOf(UnitKind.HiddenUnit), plan.Criterion, ProductBlocks.InputBlock));
        if (plan.Target.HasFlag(AcnPruningTarget.Heads))
            Choose(new UnitPruning(network.UnitsOf(UnitKind.Head), plan.Criterion, block: 1));
    }

    /// <summary>The rule of a run, or null if there is nothing to prune and nothing was.</summary>
    /// <inheritdoc cref="PruningRule(AcnNetwork, PruningPlan, long)"/>
    public static PruningRule? For(AcnNetwork network, PruningPlan? plan, long steps)
        => plan is null && network.Config.PrunedWeights == PrunedWeights.None ? null : new PruningRule(network, plan, steps);

    /// <summary>Whether all is pruned that is to be: weights of before are no result.</summary>
    public bool IsComplete { get; private set; }

    private IEnumerable<IPruning> All => _kept.Concat(_chosen.Select(one => one.Pruning));

    /// <inheritdoc/>
    public void BeforeUpdate(RowGradients? rows)
    {
        foreach ((IPruning pruning, double _) in _chosen)
            pruning.Observe(rows);
    }

    /// <inheritdoc/>
    public void AfterUpdate(RowGradients? rows)
    {
        _steps++;
        if (_plan is not null && _schedule.IsDue(_steps))
            PruneTo(initial => _schedule.At(_steps, initial, _plan.Sparsity));
        IsComplete |= _steps >= _schedule.Last;
        foreach (IPruning pruning in All)
            pruning.Apply(rows);
    }

    /// <summary>Prunes what is left to be pruned where a run ended early, or where there is none.</summary>
    public void Complete()
    {
        if (!IsComplete)
            PruneTo(_ => _plan!.Sparsity);
        IsComplete = true;
        AfterSettle();
    }

    /// <inheritdoc/>
    public void AfterSettle()
    {
        foreach (IPruning pruning in All)
            pruning.Apply(null, isWhole: true);
    }

    /// <summary>Says of a network that its weights are pruned, or removes the units that are.</summary>
    /// <param name="network">That of the rule. Given up for the result, if that is another.</param>
    public AcnNetwork Finish(AcnNetwork network)
    {
        if (_plan is { Target: AcnPruningTarget.Weights })
            network.MarkPruned(WeightsOf(_plan));
        KeptUnits[] kept = [.. _chosen.Select(one => one.Pruning).OfType<UnitPruning>().SelectMany(units => units.Kept)];
        if (kept.Length == 0)
            return network;
        AcnNetwork small = network.Shrink(kept);
        network.Dispose();
        return small;
    }

    public void Dispose()
    {
        foreach (IPruning pruning in All)
            pruning.Dispose();
    }

    private static PrunedWeights WeightsOf(PruningPlan plan) => plan.IncludesEmbedding ? PrunedWeights.LayersAndEmbedding : PrunedWeights.Layers;

    private void Choose(IPruning pruning) => _chosen.Add((pruning, pruning.Share));

    private void PruneTo(Func<double, double> share)
    {
        foreach ((IPruning pruning, double initial) in _chosen)
            pruning.PruneTo(Math.Max(share(initial), initial));
    }
}
