namespace Microsoft.ML.Acn.Networks;

/// <summary>The shape of the embedding of a vector.</summary>
internal sealed record VectorEmbeddingConfig : EmbeddingConfig
{
    /// <summary>F, the slots of a vector.</summary>
    public required int Features { get; init; }

    /// <summary>Whether a vector's numbers are factors of table rows, of which a batch touches few, and not one side of a matrix product.</summary>
    public required bool IsSparse { get; init; }

    public override TokenEmbedding Build(int width, WeightInitializer init)
        => IsSparse ? new SparseVectorEmbedding(Features, width, init) : new VectorEmbedding(Features, width, init);
}
