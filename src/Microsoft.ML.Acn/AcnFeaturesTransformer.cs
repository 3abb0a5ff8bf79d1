using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>
/// A trained network as a source of features: adds a column with what its head reads, so that any trainer of ML.NET can learn from
/// it. See <see cref="AcnCatalog.AcnFeatures(TransformsCatalog, AcnTransformer, string, int?)"/>.
/// </summary>
/// <remarks>
/// <para>
/// The features of a row are what the head reads at depth k, before the norm: with <see cref="AcnConnectivity.Acn"/> <c>x_0 + x_1 + ... + x_k</c>
/// (arXiv 2506.09714, Eq. 1, up to depth k), with other connectivities what layer k gives, each the mean over the row's tokens. They are computed in batches of like length, as scores are, each time when they are read: a trainer that passes over its data several times
/// should be given a cache (<c>AppendCacheCheckpoint</c>). An image that cannot be read has <c>NaN</c> for features.
/// </para>
/// <para>
/// The weights are native memory, shared with the model that this was made of: it is freed when both are disposed of, in whatever order. Several
/// threads may use one transformer at once.
/// </para>
/// </remarks>
public sealed class AcnFeaturesTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;
    private readonly FeatureEngine _engine;

    /// <param name="environment">The context to live in.</param>
    /// <param name="engine">Owned by the transformer from now on.</param>
    internal AcnFeaturesTransformer(IHostEnvironment environment, FeatureEngine engine)
    {
        _host = environment.Register(nameof(AcnFeaturesTransformer));
        _engine = engine;
    }

    /// <summary>k, the layers that rows go through.</summary>
    public int Depth => _engine.Depth;

    /// <summary>The length of the vector: the width of the network.</summary>
    public int Width => _engine.Numbers;

    /// <inheritdoc/>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of data with the added column.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <returns>The input's columns and the added one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Adds the column with the features, computed in batches when it is read.</summary>
    /// <param name="input">The data. Its input columns are read ahead of the others, so it must give the same rows in the same order each time.</param>
    /// <returns>The data with the added column.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredView(Bind(input.Schema), input);
    }

    /// <inheritdoc/>
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringRowMapper(Bind(inputSchema));

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        // Layers behind the depth would be of no use to anyone.
        AcnModel cut = _engine.Use(model => model.Cut(Depth));
        try
        {
            FeaturesFile.Save(ctx, cut);
        }
        finally
        {
            cut.Network.Dispose();
        }
    }

    /// <summary>Gives up the weights: they are freed as soon as nobody uses them any more.</summary>
    public void Dispose() => _engine.Dispose();

    private FeatureBinding Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input, "inputSchema");
        return new FeatureBinding(_host, _engine, input);
    }
}
