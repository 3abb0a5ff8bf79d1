using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn;

/// <summary>Trains a model on that a verb has changed.</summary>
/// <param name="host">The transformer's.</param>
/// <param name="training">Options of the run, with a seed.</param>
internal sealed class FineTuner(IHost host, AcnOptions training)
{
    private TrainingRows? _rows;

    /// <summary>Refuses what a model keeps for later training, if the options of fine-tuning want something else.</summary>
    /// <exception cref="ArgumentException">They do.</exception>
    public static void RequireState(AcnModel model, FineTuneSettings options)
    {
        if (options.Epochs > 0 && ContinualState.MisfitOf(model.Continual, options.Options?.Continual) is { } misfit)
            throw new ArgumentException($"The model does not fit its {nameof(AcnCompressionOptions.FineTuneOptions)}: {misfit}.", nameof(options));
    }

    /// <summary>Trains. The caller owns the result's network.</summary>
    /// <param name="start">What training begins with.</param>
    /// <param name="data">The training data. Read once, unless there is replay.</param>
    /// <param name="validation">What epochs are compared on, or null for the last epoch's weights.</param>
    /// <param name="finish">Makes something of the trained model, whose network is freed if that fails.</param>
    public AcnModel Run(TrainingStart start, IDataView data, TrainingRows? validation, Func<AcnModel, Action, AcnModel> finish)
    {
        using var channel = new TrainingChannel(host, training.Progress);
        var cancellation = new RunCancellation(training, CheckHost);
        var family = new FittedFamily(InputFamilies.Of(training), start.Model.Encoder);
        // Replay adds rows of its own to the store.
        TrainingRows rows = _rows ?? new LabelledRows(host, start.Model, "options")
        {
            CreateStore = family.CreateStore,
            WeightColumnName = training.ExampleWeightColumnName,
            CheckAlive = cancellation.Check,
            DataName = "data to fine-tune on",
            Warn = channel.Warn,
        }.Read(data);
        _rows = training.Continual is { Kind: ContinualKind.Replay } ? null : rows;
        // A search makes many runs, and a checkpoint is of one.
        AcnOptions alone = training.Clone();
        alone.CheckpointPath = null;
        AcnModel tuned = TrainingRun.Train(family, rows, validation, alone, new TrainingContext
        {
            Seed = training.Seed!.Value,
            Device = start.Model.Network.Device,
            Info = channel.Info,
            Warn = channel.Warn,
            CheckAlive = CheckHost,
            Progress = channel,
        }, start);
        try
        {
            return finish(tuned, cancellation.CheckLate);
        }
        catch
        {
            tuned.Network.Dispose();
            throw;
        }
    }

    private void CheckHost() => MlNetHost.ThrowIfCancelled(host);
}
