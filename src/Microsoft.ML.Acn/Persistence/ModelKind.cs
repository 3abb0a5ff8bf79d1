namespace Microsoft.ML.Acn.Persistence;

/// <summary>What a saved model is for.</summary>
internal enum ModelKind
{
    /// <summary>It gives probabilities of classes.</summary>
    Classifier,

    /// <summary>It gives what its head reads, and nothing else.</summary>
    Features,

    /// <summary>It guesses masked words, and gives what its head reads.</summary>
    Pretrained,
}
