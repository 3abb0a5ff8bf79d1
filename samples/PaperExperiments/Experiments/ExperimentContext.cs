using PaperExperiments.Data;

namespace PaperExperiments.Experiments;

/// <summary>How large experiments are.</summary>
internal enum Preset
{
    /// <summary>A minute or two for all: shows that the programs work, and nothing else.</summary>
    Smoke,

    /// <summary>Hours: what results are made with.</summary>
    Full,
}

/// <summary>What the user asks for of all experiments.</summary>
internal sealed record ExperimentContext
{
    public required Preset Preset { get; init; }

    /// <summary>Seeds 1 to this.</summary>
    public required int Seeds { get; init; }

    /// <summary>The data.</summary>
    public required IReadOnlyList<Material> Materials { get; init; }

    /// <summary>Threads of an arm; null for all.</summary>
    public int? Threads { get; init; }

    /// <summary>A learning rate for all arms, for trying things out; null for each arm's own.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The most rows of a part, for trying things out; null for no limit.</summary>
    public int? RowLimit { get; init; }
}
