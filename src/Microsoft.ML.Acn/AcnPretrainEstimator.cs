using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>
/// Pre-trains a network on texts without labels: words are hidden from it, and it learns to guess them (the masked-token objective of BERT, Devlin et al., arXiv
/// 1810.04805). See <see cref="AcnCatalog.AcnPretrain(TransformsCatalog.TextTransforms, AcnPretrainOptions)"/>.
/// </summary>
/// <remarks>
/// <para>
/// Of the tokens whose word is among the most frequent of the vocabulary a share is chosen, anew in each pass. Most of them are masked: nothing of the word, its
/// n-grams and its pairs is left, only the position. The word is guessed from the token's <c>x_0 + ... + x_L</c> (arXiv 2506.09714, Eq. 1, without
/// pooling) through one norm and one matrix of its own.
/// </para>
/// <para>The estimator has no state: with the same seed, data, machine and number of threads, Fit gives the same network.</para>
/// </remarks>
public sealed class AcnPretrainEstimator : IEstimator<AcnPretrainedTransformer>
{
    private readonly IHost _host;
    private readonly AcnPretrainOptions _options;
    private readonly int _seed;

    internal AcnPretrainEstimator(IHostEnvironment environment, AcnPretrainOptions options)
    {
        options.Validate();
        _host = environment.Register(nameof(AcnPretrainEstimator));
        _options = options.Clone();
        // Drawn once: Fit may be called at any time, from several threads, and changes nothing.
        _seed = options.Seed ?? _host.Rand.Next();
    }

    /// <summary>Pre-trains a network. Unless the options say otherwise, part of the rows is kept out of training, to find the best epoch and to measure the result.</summary>
    /// <param name="input">The texts. Read once; other columns are not looked at.</param>
    /// <returns>The network, to be disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or fewer than two words that can be guessed.</exception>
    /// <exception cref="AcnCheckpointException">The file of <see cref="AcnPretrainOptions.CheckpointPath"/> is the checkpoint of another run, which has not come to its end.</exception>
    /// <exception cref="FormatException">The file of <see cref="AcnPretrainOptions.CheckpointPath"/> is damaged, or no checkpoint.</exception>
    /// <exception cref="IOException"><see cref="AcnPretrainOptions.CheckpointPath"/> cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled and the options do not say to keep the best network so far.</exception>
    /// <exception cref="AcnBackendException">Torch cannot compute on this machine, or not on the device asked for.</exception>
    public AcnPretrainedTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Train(input, nameof(input), null, null);
    }

    /// <summary>Pre-trains a network on all rows of one data set, and finds the best epoch with another.</summary>
    /// <param name="train">The texts to train on.</param>
    /// <param name="validation">The texts to validate with.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public AcnPretrainedTransformer Fit(IDataView train, IDataView validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        return Train(train, nameof(train), validation, null);
    }

    /// <summary>Goes on from a pre-trained network: with other texts, or for longer.</summary>
    /// <param name="train">The texts to train on.</param>
    /// <param name="initial">The network. Its shape, vocabulary and words to guess are kept, whatever the options say of them; it stays as it is, and is still its owner's to dispose of.</param>
    /// <exception cref="ArgumentException">The network reads other columns than the options say.</exception>
    /// <exception cref="ObjectDisposedException">The network has been disposed of.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public AcnPretrainedTransformer Fit(IDataView train, AcnPretrainedTransformer initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(initial);
        return Train(train, nameof(train), null, initial);
    }

    /// <summary>The columns of data with the features.</summary>
    /// <param name="inputSchema">What is known of the data's columns.</param>
    /// <returns>The same columns, and the features.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        new TrainingSchema(_host, nameof(inputSchema), inputSchema).RequireInputs(InputFamilies.Of(_options.Text).Columns);
        return ColumnShapes.WithVector(inputSchema, _options.OutputColumnName);
    }

    private AcnPretrainedTransformer Train(IDataView train, string parameter, IDataView? validation, AcnPretrainedTransformer? initial)
    {
        InputFamily family = initial is null ? InputFamilies.Of(_options.Text) : WarmStart.FamilyOf(initial.Model, _options.Text);
        foreach (InputColumn column in family.Columns)
        {
            SchemaErrors.Find(_host, parameter, train.Schema, column);
            if (validation is not null)
                SchemaErrors.Find(_host, nameof(validation), validation.Schema, column);
        }
        using var channel = new TrainingChannel(_host, _options.Progress);
        void CheckHost() => MlNetHost.ThrowIfCancelled(_host);
        Action check = new RunCancellation(_options.Text, CheckHost).Check;
        var context = new TrainingContext
        {
            Seed = _seed,
            Device = MlNetHost.DeviceFor(_host, _options.GpuDeviceId, _options.FallbackToCpu),
            Info = channel.Info,
            Warn = channel.Warn,
            CheckAlive = CheckHost,
            Progress = channel,
        };
        AcnModel Run(TrainingStart? start) => PretrainingRun.Train(
            family,
            UnlabelledRows.Read(train, family, check, "training data"),
            validation is null ? null : UnlabelledRows.Read(validation, family, check, "validation data"),
            _options,
            context,
            start);
        return new AcnPretrainedTransformer(_host, initial is null ? Run(null) : initial.Engine.Use(model => Run(new TrainingStart(model))));
    }
}
