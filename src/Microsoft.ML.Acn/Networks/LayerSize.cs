using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Networks;

/// <summary>How many units a layer has. Part of the model file where a network was pruned; at least one of each kind is left.</summary>
internal sealed record LayerSize
{
    /// <summary>Hidden features of the MLP over the features.</summary>
    public required int Hidden { get; init; }

    /// <summary>Attention heads; null where there is no attention.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Heads { get; init; }

    /// <summary>Hidden features of a mixer's MLP over the tokens; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TokenHidden { get; init; }
}
