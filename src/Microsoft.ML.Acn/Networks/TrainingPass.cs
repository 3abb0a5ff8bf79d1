using TorchSharp.Modules;

namespace Microsoft.ML.Acn.Networks;

/// <summary>What a forward pass does more when a training step makes it.</summary>
internal sealed class TrainingPass(RowDropout dropout)
{
    public RowDropout Dropout { get; } = dropout;

    /// <summary>Whether no gradient goes from a layer to those before it: each layer gets the direct gradient alone, through what the head reads.</summary>
    public bool DetachesLayers { get; init; }

    /// <summary>Lets rows skip layers; null if none does.</summary>
    public LayerDropout? LayerDropout { get; init; }

    /// <summary>
    /// The means that the embedding took from its table, as a leaf whose gradient backward fills. (S, C) The way on from there to the
    /// rows of the table is not autograd's, for which a gradient is as large as the table.
    /// </summary>
    public Parameter? RowMeans { get; set; }
}
