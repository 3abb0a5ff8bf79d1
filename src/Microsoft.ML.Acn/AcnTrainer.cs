using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>
/// The <see cref="IEstimator{TTransformer}"/> that trains an auto-compressing network: a multiclass classifier whose head reads the sum of
/// all layers' outputs, so that layers which are not needed can be cut off afterwards without any loss.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// Create it with [Acn](xref:Microsoft.ML.AcnCatalog) of `mlContext.MulticlassClassification.Trainers`.
///
/// ### Input and Output Columns
/// The label column must be of key type, the feature column text, images (<xref:Microsoft.ML.Data.MLImage>, a variable-sized vector of <xref:System.Byte> with an encoded file or, with <xref:Microsoft.ML.Acn.AcnImageOptions>, a known-sized vector of <xref:System.Single> with pixels) or a known-sized vector of <xref:System.Single>, and the example weight column, if there is one, a <xref:System.Single>.
///
/// | Output column name | Column type | Description |
/// | -- | -- | -- |
/// | `Score` | Known-sized vector of <xref:System.Single> | The probability of every class, in the order of the label's keys. |
/// | `PredictedLabel` | Key | The most probable class, with the key values of the label. |
///
/// ### Trainer Characteristics
/// | | |
/// | -- | -- |
/// | Machine learning task | Multiclass classification |
/// | Is normalization required? | No: pixels and vectors are standardised by the trainer itself |
/// | Is caching required? | No: the data are read once and kept in compact form (images beyond their memory budget are read in each epoch) |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.Acn and a native backend of TorchSharp |
/// | Exportable to ONNX | No |
///
/// The trainer has no state: each Fit without an initial model starts anew, and with the same seed, data, machine and number of threads gives the same model. The
/// classes are all keys of the label column, whether there are rows of them or not. Rows whose label is missing are skipped, with a warning, and so are rows whose image cannot be read.
/// ]]></format>
/// </remarks>
public sealed partial class AcnTrainer : IEstimator<AcnTransformer>
{
    private readonly IHost _host;
    private readonly AcnOptions _options;
    private readonly int _seed;

    internal AcnTrainer(IHostEnvironment environment, AcnOptions options)
    {
        OptionsValidator.Check(options);
        _host = environment.Register(nameof(AcnTrainer));
        _options = options.Clone();
        // Drawn once: Fit may be called at any time, from several threads, and changes nothing.
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Trains a model. Unless the options say otherwise, part of the rows is kept out of training to find the best epoch.</summary>
    /// <param name="input">The training data. Read once; of images beyond the memory budget of their options once more, and then in each epoch.</param>
    /// <returns>The trained model, to be disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="ArgumentException">There are fewer than two classes, a row's weight is negative or no finite number, or a vector of pixels has not the length of an image.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label, or none that can be read.</exception>
    /// <exception cref="AcnTrainingDivergedException">The loss or its gradient became NaN or infinite.</exception>
    /// <exception cref="AcnCheckpointException">The file of <see cref="AcnOptions.CheckpointPath"/> is the checkpoint of another run, which has not come to its end.</exception>
    /// <exception cref="FormatException">The file of <see cref="AcnOptions.CheckpointPath"/> is damaged, or no checkpoint.</exception>
    /// <exception cref="IOException"><see cref="AcnOptions.CheckpointPath"/> cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled and the options do not say to keep the best model so far.</exception>
    /// <exception cref="AcnBackendException">Torch cannot compute on this machine, or not on the device asked for.</exception>
    public AcnTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, null, null);
    }

    /// <summary>Trains a model on all rows of one data set, and finds the best epoch with another.</summary>
    /// <param name="train">The training data. Read as in <see cref="Fit(IDataView)"/>.</param>
    /// <param name="validation">
    /// The validation data, with the same columns. Its label may have other keys, or the same in another order: labels are matched by value.
    /// </param>
    /// <returns>The trained model, to be disposed of.</returns>
    /// <exception cref="ArgumentException">The validation data has a label that the training data lacks, or one of the reasons below.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public AcnTransformer Fit(IDataView train, IDataView validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        return Train(train, validation, null);
    }

    /// <summary>The columns of the data that the model will make from data with these columns.</summary>
    /// <param name="inputSchema">What is known of the training data's columns.</param>
    /// <returns>The same columns, and <c>Score</c> and <c>PredictedLabel</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var check = new TrainingSchema(_host, nameof(inputSchema), inputSchema);
        AcnOptions options = check.Resolve(_options);
        check.Require(options, InputFamilies.Of(options));
        return check.WithScores(options);
    }

    private AcnTransformer Train(IDataView train, IDataView? validation, RowEngine? initial)
    {
        AcnOptions options = Check(validation is null && initial is null ? "input" : nameof(train), train, _options);
        if (validation is not null)
            Check(nameof(validation), validation, options);
        InputFamily family = initial is null ? InputFamilies.Of(options) : WarmStart.FamilyOf(initial.Model, options);
        foreach (InputColumn column in initial is null ? [] : family.Columns)
            SchemaErrors.Find(_host, nameof(train), train.Schema, column);
        foreach (InputColumn column in validation is null ? [] : family.ColumnsLike(train.Schema))
            SchemaErrors.Find(_host, nameof(validation), validation!.Schema, column);
        var device = MlNetHost.DeviceFor(_host, options.GpuDeviceId, options.FallbackToCpu);

        using var channel = new TrainingChannel(_host, options.Progress);
        void CheckHost() => MlNetHost.ThrowIfCancelled(_host);
        var cancellation = new RunCancellation(options, CheckHost);
        var context = new TrainingContext
        {
            Seed = _seed,
            Device = device,
            Info = channel.Info,
            Warn = channel.Warn,
            CheckAlive = CheckHost,
            Progress = channel,
        };
        if (initial is null)
        {
            TrainingRows rows = Read(train, null, "training data");
            TrainingRows? validationRows = validation is null ? null : Read(validation, rows.Classes, "validation data");
            return new AcnTransformer(_host, TrainingRun.Train(family, rows, validationRows, options, context));
        }

        LabelValues classes = WarmStart.ClassesOf(initial.Model, train.Schema[options.LabelColumnName]);
        return new AcnTransformer(_host, initial.Use(model => TrainingRun.Train(
            family,
            Read(train, classes, "training data"),
            validation is null ? null : Read(validation, classes, "validation data"),
            options,
            context,
            WarmStart.StartOf(model, classes, options))));

        TrainingRows Read(IDataView data, LabelValues? classes, string name)
        {
            var reader = new TrainingRowsReader
            {
                LabelColumnName = options.LabelColumnName,
                WeightColumnName = options.ExampleWeightColumnName,
                InputColumnNames = family.Columns.Select(column => column.Name),
                CreateStore = family.CreateStore,
                Bind = family.Bind,
                CheckAlive = cancellation.Check,
                DataName = name,
            };
            TrainingRows read = classes is null ? reader.Read(data) : reader.Read(data, classes);
            if (reader.WarningOf(read) is { } warning)
                channel.Warn(warning);
            return read;
        }
    }

    private AcnOptions Check(string parameter, IDataView data, AcnOptions options)
    {
        var check = new TrainingSchema(_host, parameter, ColumnShapes.Of(data.Schema));
        options = check.Resolve(options);
        check.Require(options, InputFamilies.Of(options));
        return options;
    }
}
