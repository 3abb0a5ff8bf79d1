using System.Text.Json.Serialization;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn;

/// <summary>A trained model without its place in a pipeline: how rows are read, the network, and what its classes are called.</summary>
/// <param name="Encoder">Turns input columns into batches. Immutable.</param>
/// <param name="Network">The weights. Owned by the model's holder, which disposes it.</param>
/// <param name="Labels">The label values in key order.</param>
/// <param name="Columns">Names of the output columns.</param>
/// <param name="EarlyExit">When rows leave before the full depth, or null if none does.</param>
internal sealed record AcnModel(InputEncoder Encoder, AcnNetwork Network, LabelValues Labels, OutputColumns Columns, EarlyExit? EarlyExit = null)
{
    /// <summary>Why the network has its depth, if that was chosen. Not saved.</summary>
    public AcnCompression? Compression { get; init; }

    /// <summary>How well the network guesses masked words, if that is what its head does: its classes are the first words of the vocabulary. Else null.</summary>
    public AcnPretrainingProfile? Pretraining { get; init; }

    /// <summary>What was collected in training for later training, or null.</summary>
    public ContinualState? Continual { get; init; }

    /// <summary>What was pruned last, if nothing was done to the model since. Not saved.</summary>
    public AcnPruning? Pruning { get; init; }

    /// <summary>A model of its own with the first layers only.</summary>
    public AcnModel Cut(int depth)
    {
        AcnNetwork cut = Network.Truncate(depth);
        return this with { Network = cut, Compression = null, Pruning = null, Continual = Continual?.Of(cut) };
    }

    /// <summary>The same model, for looking at one depth of all rows.</summary>
    public AcnModel AtFixedDepth() => this with { EarlyExit = null, Pretraining = null, Columns = Columns with { ExitDepth = null } };

    /// <summary>The same model, for its features.</summary>
    public AcnModel WithFeatures(string column) => this with { Columns = Columns with { Features = column }, Continual = null };
}

/// <summary>Names of the columns around the network.</summary>
/// <param name="Label">The label.</param>
/// <param name="Score">The probabilities.</param>
/// <param name="PredictedLabel">The most probable class.</param>
/// <param name="ExitDepth">The depth at which a row left, or null for no such column. Only with an early exit.</param>
/// <param name="Features">What the head reads, instead of the score and the predicted label; null in a classifier.</param>
internal sealed record OutputColumns(
    string Label,
    string Score,
    string PredictedLabel,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExitDepth = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Features = null);
