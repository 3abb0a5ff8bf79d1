using System.Text.Json.Serialization;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>All of a model but the numbers in its weights; the part <c>config.json</c>. docs/model-file.md describes it to users.</summary>
/// <remarks>Every property is written in this order; all but <see cref="EarlyExit"/>, <see cref="Pretraining"/> and <see cref="Continual"/> are always written, and required when read.</remarks>
internal sealed record ModelConfig
{
    public const string FormatName = "Microsoft.ML.Acn model";

    /// <summary>Says that this is one of our files at all.</summary>
    public required string Format { get; init; }

    /// <summary>The schema version, <c>major.minor</c>; see <see cref="SchemaVersion"/>.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of this part, taken with zeros in place of these 64 digits; see <see cref="ConfigSeal"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The package that wrote the file and its version. For readers of bug reports; nothing depends on it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>SHA-256 of the part with the weights.</summary>
    public required string WeightsSha256 { get; init; }

    public required NetworkConfig Network { get; init; }

    /// <summary>When rows leave before the full depth; null if none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EarlyExit? EarlyExit { get; init; }

    /// <summary>What pre-training came to, where the classes are words; null if they are labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AcnPretrainingProfile? Pretraining { get; init; }

    /// <summary>The part with what is kept for later training; null if there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContinualConfig? Continual { get; init; }

    public required OutputColumns Columns { get; init; }

    public required LabelValues Labels { get; init; }

    public required EncoderConfig Encoder { get; init; }
}
