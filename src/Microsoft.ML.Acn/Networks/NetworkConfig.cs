using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Everything that decides which weights a network has, and their shapes. Part of the model file.</summary>
/// <remarks>The family's own parts are the embedding, which turns a batch into tokens <c>x_0</c>, and the kind of layer; all else is shared.</remarks>
internal sealed record NetworkConfig
{
    /// <summary>L, the layers.</summary>
    public required int Layers { get; init; }

    /// <summary>C, the features of a token.</summary>
    public required int Width { get; init; }

    /// <summary>K, the classes.</summary>
    public required int Classes { get; init; }

    public required AcnConnectivity Connectivity { get; init; }

    /// <summary>Whether each part of a layer adds its input to its output.</summary>
    [JsonIgnore]
    public bool HasSkips => Connectivity is AcnConnectivity.Residual or AcnConnectivity.DenseFormer;

    public required EmbeddingConfig Embedding { get; init; }

    /// <summary>What the layers are, before any pruning: a head keeps the size that it has here.</summary>
    public required LayerConfig Layer { get; init; }

    /// <summary>What is left of each layer where units were removed; null if none was. (L)</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayerSize>? Sizes { get; init; }

    /// <summary>The weights of which those that are zero were pruned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PrunedWeights PrunedWeights { get; init; }

    /// <summary>Whether anything was pruned.</summary>
    [JsonIgnore]
    public bool IsPruned => Sizes is not null || PrunedWeights != PrunedWeights.None;

    /// <summary>A layer as it is now.</summary>
    /// <param name="index">How many layers come before it.</param>
    public LayerConfig LayerAt(int index) => Sizes is null ? Layer : Layer.Sized(Sizes[index]);

    /// <summary>The first layers alone.</summary>
    public NetworkConfig AtDepth(int depth) => this with { Layers = depth, Sizes = Sizes is null ? null : [.. Sizes.Take(depth)] };
}

/// <summary>The family's part of a network's configuration.</summary>
[JsonDerivedType(typeof(TextEmbeddingConfig), "text")]
[JsonDerivedType(typeof(PatchEmbeddingConfig), "patch")]
[JsonDerivedType(typeof(VectorEmbeddingConfig), "vector")]
internal abstract record EmbeddingConfig
{
    /// <summary>An embedding with starting weights.</summary>
    public abstract TokenEmbedding Build(int width, WeightInitializer init);
}

/// <summary>The shape of the text embedding.</summary>
internal sealed record TextEmbeddingConfig : EmbeddingConfig
{
    /// <summary>Rows of the table of words, character n-grams and word pairs.</summary>
    public required int TableRows { get; init; }

    /// <summary>Positions, which is the most tokens that a row can have.</summary>
    public required int Positions { get; init; }

    /// <summary>Whether rows are pairs of texts.</summary>
    public required bool IsPair { get; init; }

    public override TokenEmbedding Build(int width, WeightInitializer init) => new TextEmbedding(this, width, init);
}
