namespace Measuring.Arms;

/// <summary>What an arm measured, by name.</summary>
public sealed record ArmOutcome
{
    /// <summary>Single numbers.</summary>
    public SortedDictionary<string, double> Figures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Numbers in an order, such as an accuracy for each depth.</summary>
    public SortedDictionary<string, IReadOnlyList<double>> Series { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Series in an order, such as an accuracy for each depth after each epoch.</summary>
    public SortedDictionary<string, IReadOnlyList<IReadOnlyList<double>>> Grids { get; init; } = new(StringComparer.Ordinal);
}
