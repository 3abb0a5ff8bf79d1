namespace Microsoft.ML.Acn.Networks;

/// <summary>The units of one kind in one part of a layer: a layer without any of them would say nothing, so that one is left at least.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Name">The part that they are of.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Slices">All weights that go with a unit. With these at zero, the layer computes what it does without the unit.</param>
/// <param name="Resize">The layer's size with another number of them.</param>
internal sealed record PrunableUnits(UnitKind Kind, string Name, int Count, IReadOnlyList<UnitSlice> Slices, Func<LayerSize, int, LayerSize> Resize)
{
    /// <summary>How many layers come before theirs.</summary>
    public int Layer { get; init; }
}

/// <summary>Units of which some are to be left.</summary>
/// <param name="Units">All of a part.</param>
/// <param name="Kept">Those that are left, in order.</param>
internal sealed record KeptUnits(PrunableUnits Units, IReadOnlyList<int> Kept);
