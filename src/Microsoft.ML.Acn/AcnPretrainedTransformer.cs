using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>
/// A network that was pre-trained on texts without labels: a source of features, and a beginning for <see cref="AcnTrainer.Fit(IDataView, AcnPretrainedTransformer)"/>.
/// </summary>
/// <remarks>
/// <para>
/// The features of a row are the mean of its tokens' <c>x_0 + ... + x_L</c>, as those of <see cref="AcnFeaturesTransformer"/>;
/// <see cref="AcnCatalog.AcnFeatures(TransformsCatalog, AcnPretrainedTransformer, string, int?)"/> takes them at another depth.
/// </para>
/// <para>The matrix that guesses words is saved too, so that pre-training can go on from a file. It is not needed for anything else.</para>
/// <para>The weights are native memory: <see cref="Dispose"/> frees them as soon as nobody uses them any more. Several threads may use one transformer at once.</para>
/// </remarks>
public sealed class AcnPretrainedTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;

    /// <param name="environment">The context to live in.</param>
    /// <param name="model">Owned by the transformer from now on.</param>
    internal AcnPretrainedTransformer(IHostEnvironment environment, AcnModel model)
    {
        _host = environment.Register(nameof(AcnPretrainedTransformer));
        Engine = new FeatureEngine(model, new SharedNetwork(model.Network), typeof(AcnPretrainedTransformer));
    }

    /// <summary>L, the layers of the network.</summary>
    public int Depth => Engine.Depth;

    /// <summary>The length of the features: the width of the network.</summary>
    public int Width => Engine.Numbers;

    /// <summary>How well masked words are guessed, by depth, as it was measured at the end of pre-training.</summary>
    public AcnPretrainingProfile Profile => Model.Pretraining!;

    /// <inheritdoc/>
    bool ITransformer.IsRowToRowMapper => true;

    internal AcnModel Model => Engine.Model;

    internal FeatureEngine Engine { get; }

    /// <summary>The schema of data with the features.</summary>
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

    /// <summary>Writes the network as two plain files that need no ML.NET to be read, as <see cref="AcnTransformer.SaveWeights"/> does.</summary>
    /// <inheritdoc cref="AcnTransformer.SaveWeights"/>
    public void SaveWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Engine.Use(model => WeightFiles.Save(model, path));
    }

    /// <summary>Reads what <see cref="SaveWeights"/> wrote.</summary>
    /// <inheritdoc cref="AcnTransformer.LoadWeights"/>
    public static AcnPretrainedTransformer LoadWeights(MLContext mlContext, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentException.ThrowIfNullOrEmpty(path);
        MlNetVersionProbe.EnsureSupported();
        return new AcnPretrainedTransformer(mlContext, WeightFiles.Load(path, MlNetHost.DeviceFor(mlContext), ModelKind.Pretrained));
    }

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx) => Engine.Use(model => PretrainedFile.Save(ctx, model));

    /// <summary>What the network is, and its <see cref="Profile"/>.</summary>
    /// <returns>Lines separated by line feeds, in the invariant culture.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"Pre-trained {Model.Network.Config.Connectivity} network of {Depth} layers x {Width}, {Model.Labels.Count:N0} words to guess, {Profile.Tokens:N0} masked tokens measured\n{Profile}");

    /// <summary>Gives up the weights: they are freed as soon as nobody uses them any more.</summary>
    public void Dispose() => Engine.Dispose();

    private FeatureBinding Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input, "inputSchema");
        return new FeatureBinding(_host, Engine, input);
    }
}
