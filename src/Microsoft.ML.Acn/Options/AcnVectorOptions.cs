namespace Microsoft.ML.Acn;

/// <summary>
/// Options of the vector network: layers of an MLP over a fixed number of features, such as the columns of a table, the output of
/// <c>FeaturizeText</c>, or embeddings that another model made.
/// </summary>
/// <remarks>
/// The feature column is a vector of <see cref="float"/> of known size. Missing values (NaN) and infinite ones are refused; the message
/// names the column, the slot and the row. <see cref="AcnOptions.Heads"/> has no effect: there is no attention over a single vector.
/// </remarks>
public sealed class AcnVectorOptions : AcnOptions
{
    /// <summary>
    /// Makes options with the defaults of the vector network: <see cref="AcnOptions.Layers"/> 4, <see cref="AcnOptions.LearningRate"/> 0.001,
    /// the others as documented.
    /// </summary>
    public AcnVectorOptions()
    {
        Layers = 4;
        LearningRate = 1e-3;
    }

    /// <summary>
    /// Whether each feature is standardised by its mean and deviation over the training rows, which are saved with the model. The network
    /// then needs no <c>NormalizeMeanVariance</c> before it. Sparse vectors are only scaled, to magnitudes of at
    /// most 1, so that zeros stay zeros. A feature that has the same value in all training rows is left out. Default: true.
    /// </summary>
    public bool Normalize { get; set; } = true;

    /// <summary>
    /// Share of features that are hidden from a row in each pass of training, at random: they are at their mean, or absent from a sparse
    /// vector. Range: 0 to 0.9. Default: 0.2.
    /// </summary>
    public double? FeatureDropout { get; set; }

    internal override bool UsesHeads => false;

    internal override void Validate(OptionsValidator check) => check.Range(FeatureDropout, 0, 0.9, nameof(FeatureDropout));
}
