namespace Microsoft.ML.Acn.Networks;

/// <summary>In which tensors single weights were pruned: zeros in them stay zeros while training, and take next to no room in a file.</summary>
internal enum PrunedWeights
{
    /// <summary>In none.</summary>
    None,

    /// <summary>In the matrices of the layers.</summary>
    Layers,

    /// <summary>In those and in the tables, matrices and kernels of the embedding.</summary>
    LayersAndEmbedding,
}
