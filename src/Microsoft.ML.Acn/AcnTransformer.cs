using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>A trained auto-compressing network: adds the columns <c>Score</c> and <c>PredictedLabel</c> to data, and can be cut to fewer layers.</summary>
/// <remarks>
/// <para>
/// <see cref="Transform"/> scores in batches of like length. Several threads may use one transformer at once: each cursor and each
/// <c>PredictionEngine</c> has its own working memory, and all share the weights.
/// </para>
/// <para>
/// An image that cannot be read has <c>NaN</c> for scores, and 0 (missing) for a predicted label.
/// </para>
/// <para>
/// The weights are native memory. <see cref="Dispose"/> frees them as soon as no forward pass uses them any more; a <c>PredictionEngine</c>
/// and a <c>TransformerChain</c> dispose of the transformers in them. Later scoring throws <see cref="ObjectDisposedException"/>.
/// </para>
/// </remarks>
public sealed partial class AcnTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;
    private readonly AcnModel _model;
    private readonly ScoringEngine _engine;
    private readonly int _seed;

    /// <param name="environment">The context to live in.</param>
    /// <param name="model">Owned by the transformer from now on.</param>
    internal AcnTransformer(IHostEnvironment environment, AcnModel model)
        : this(environment, new ScoringEngine(model))
    {
    }

    private AcnTransformer(IHostEnvironment environment, ScoringEngine engine)
    {
        _host = environment.Register(nameof(AcnTransformer));
        _model = engine.Model;
        _engine = engine;
        // Drawn once: Compress may be called at any time, from several threads, and changes nothing.
        _seed = _host.Rand.Next();
    }

    /// <summary>The layers of the network. 0 is a linear model over the embedding.</summary>
    public int Depth => _engine.Depth;

    internal AcnModel Model => _model;

    internal ScoringEngine Engine => _engine;

    /// <inheritdoc/>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of data with the added columns <c>PredictedLabel</c> and <c>Score</c>. The label column may be absent.</summary>
    /// <param name="inputSchema">The schema of the data to score.</param>
    /// <returns>The input's columns and the added ones; with an early exit perhaps a third.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).Output;

    /// <summary>Adds the columns <c>PredictedLabel</c> and <c>Score</c>, computed in batches when they are read.</summary>
    /// <param name="input">The data to score. Its input columns are read ahead of the others, so it must give the same rows in the same order each time.</param>
    /// <returns>The data with the added columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An input column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ScoredView(Bind(input.Schema), input);
    }

    /// <inheritdoc/>
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new ScoringRowMapper(Bind(inputSchema));

    /// <summary>Why the network has this depth, if <see cref="Compress(IDataView, double)"/> or Fit's <see cref="AcnOptions.CompressionTolerance"/> chose it; else <see langword="null"/>. Not saved with the model.</summary>
    public AcnCompression? Compression => _model.Compression;

    /// <summary>Measures every depth from 0 to <see cref="Depth"/> on some data, with one forward pass for all: what cutting layers off would cost and gain. An early exit plays no part in it.</summary>
    /// <param name="data">Data with the input columns and the label, which is matched with the model's classes by value. Rows without a label, or with an image that cannot be read, are left out.</param>
    /// <param name="measureSpeed">
    /// Whether <see cref="AcnDepthResult.RowsPerSecond"/> is measured: 256 to 2,048 rows, evenly spread, are transformed at each depth, to
    /// warm up and then up to three times for the clock. That takes about a second per depth, unless 256 rows take longer than that. Figures are
    /// only as good as the machine is idle.
    /// </param>
    /// <returns>Accuracy, log-loss, size and speed for each depth.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="ArgumentException">A row has a label that the model was not trained with.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnDepthProfile ProfileDepth(IDataView data, bool measureSpeed = true)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Compressor.Profile(data, nameof(data), measureSpeed);
    }

    /// <summary>The network with its first layers only. Exact: the result scores as the full network's sum up to that layer does, to the bit.</summary>
    /// <param name="depth">Layers to keep, from 0 to <see cref="Depth"/>.</param>
    /// <returns>A new, physically smaller model, to be disposed of; this one stays as it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnTransformer Truncate(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, Depth);
        return new AcnTransformer(_host, _engine.Use(model => model.Cut(depth)));
    }

    /// <summary>Cuts to the smallest depth whose accuracy on validation data is within a tolerance of the full depth's.</summary>
    /// <param name="validation">Data that was not trained on and will not be tested on, with input columns and label.</param>
    /// <param name="tolerance">Accuracy that may be given up, from 0 to 1: 0.005 is half a point.</param>
    /// <returns>A new, physically smaller model, to be disposed of; this one stays as it is. Its <see cref="Compression"/> says why, and so does <c>mlContext.Log</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tolerance"/> is out of range, or a column is missing or of the wrong type.</exception>
    /// <inheritdoc cref="ProfileDepth"/>
    [SuppressMessage("ApiDesign", "RS0027", Justification = "A call that names no tolerance can only mean this one.")]
    public AcnTransformer Compress(IDataView validation, double tolerance = AcnCompressionOptions.DefaultAccuracyTolerance)
    {
        ArgumentNullException.ThrowIfNull(validation);
        AcnDepthProfile.CheckTolerance(tolerance);
        return Compress(validation, new AcnCompressionOptions { AccuracyTolerance = tolerance });
    }

    /// <summary>Cuts to the smallest depth whose figures on validation data are within tolerances of the full depth's, and may fine-tune it.</summary>
    /// <param name="validation">Data that was not trained on and will not be tested on, with input columns and label.</param>
    /// <param name="options">The tolerances, the fewest layers to keep, and fine-tuning.</param>
    /// <returns>A new, physically smaller model, to be disposed of; this one stays as it is. Its <see cref="Compression"/> says why, and so does <c>mlContext.Log</c>.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a row has a label that the model was not trained with.</exception>
    /// <exception cref="OperationCanceledException">Fine-tuning was cancelled and its options do not say to keep the best model so far.</exception>
    /// <inheritdoc cref="ProfileDepth"/>
    public AcnTransformer Compress(IDataView validation, AcnCompressionOptions options)
    {
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        return new AcnTransformer(_host, Compressor.Compress(validation, options));
    }

    /// <summary>
    /// Writes the model as two plain files that need no ML.NET to be read: the weights as safetensors, and beside them the configuration and
    /// label values as JSON. Both are written beside their places first: what an earlier call wrote there survives any error. Waits for other saves of the same name.
    /// </summary>
    /// <param name="path">Folder and name of the files; <c>.safetensors</c> and <c>.json</c> are appended where they are not part of it.</param>
    /// <exception cref="IOException">The files cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The files or their folder may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    /// <remarks>
    /// <c>mlContext.Model.Save</c> empties an existing file before it writes, so a full disk costs the old model:
    /// <c>mlContext.Model.SaveAtomically</c> does not.
    /// </remarks>
    public void SaveWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _engine.Use(model => WeightFiles.Save(model, path));
    }

    /// <summary>Reads what <see cref="SaveWeights"/> wrote.</summary>
    /// <param name="mlContext">The context to live in. It decides on the device.</param>
    /// <param name="path">What was given to <see cref="SaveWeights"/>.</param>
    /// <returns>The model, to be disposed of.</returns>
    /// <exception cref="FormatException">A file is damaged, from a newer version, or of another model; the message names the part.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="AcnBackendException">Torch cannot compute on this machine, or not on the device asked for.</exception>
    public static AcnTransformer LoadWeights(MLContext mlContext, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentException.ThrowIfNullOrEmpty(path);
        MlNetVersionProbe.EnsureSupported();
        return new AcnTransformer(mlContext, WeightFiles.Load(path, MlNetHost.DeviceFor(mlContext)));
    }

    /// <inheritdoc/>
    void ICanSaveModel.Save(ModelSaveContext ctx) => _engine.Use(model => ModelFile.Save(ctx, model));

    /// <summary>Frees the weights as soon as no forward pass uses them any more.</summary>
    public void Dispose() => _engine.Dispose();

    private AcnPruner Pruner => new(_host, _model, _engine, _seed);

    private AcnCompressor Compressor => new(_host, _model, _engine, _seed);

    private ScoringBinding Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input, "inputSchema");
        return new ScoringBinding(_host, _engine, input);
    }
}
