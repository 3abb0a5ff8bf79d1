using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Persistence.Checkpoints;

/// <summary>What a checkpoint says of its run, as JSON in the metadata of its header.</summary>
internal sealed record CheckpointHead
{
    /// <summary>The version of the format that is written, and read.</summary>
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>What the run depends on, by name: options, surroundings and data.</summary>
    public required SortedDictionary<string, string> Run { get; init; }

    /// <summary>The format of the products, which may have been chosen by a measurement.</summary>
    public required string Products { get; init; }

    /// <summary>Whether there are weights of a best epoch.</summary>
    public required bool HasBest { get; init; }

    /// <summary>Whether the last step has been made.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>Whether the next step would not have been finite. Said only where it is so: the heads of all other checkpoints are as they were before there was this.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDiverged { get; init; }
}
