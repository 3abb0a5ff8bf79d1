using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn;

/// <summary>What a model keeps of its training for later training. Immutable, and in managed memory: models of the same weights share it.</summary>
internal abstract class ContinualState
{
    public abstract ContinualKind Kind { get; }

    /// <summary>Runs that have added to it.</summary>
    public required int Fits { get; init; }

    /// <summary>The kind in words.</summary>
    public string Name => NameOf(Kind);

    public static string NameOf(ContinualKind kind) => kind switch
    {
        ContinualKind.SynapticIntelligence => "synaptic intelligence",
        ContinualKind.ElasticWeightConsolidation => "elastic weight consolidation",
        _ => "replay",
    };

    /// <summary>Why a state cannot be gone on with, or null if it can, or is not asked for.</summary>
    public static string? MisfitOf(ContinualState? state, AcnContinual? options)
        => state is null || options is null || state.Kind == options.Kind
            ? null
            : $"it has the state of {state.Name}, and {nameof(AcnOptions.Continual)} is {NameOf(options.Kind)}: go on with {state.Name}, or leave the state behind by {nameof(AcnTransformer.WithoutContinualState)}";

    /// <summary>The same for a network that has only some of the layers.</summary>
    public abstract ContinualState Of(AcnNetwork network);

    /// <summary>The same for other classes.</summary>
    /// <param name="classes">For each class from now on its position among those of before, or -1 for a new one.</param>
    public abstract ContinualState ForClasses(IReadOnlyList<int> classes);

    /// <summary>The same after weights and biases of the head were multiplied.</summary>
    public abstract ContinualState WithScaledHead(double factor);
}
