using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Interop;

/// <summary>Where a training run speaks: to the user's progress object, to <c>MLContext.Log</c>, and to ML.NET's progress channel where somebody can listen to it.</summary>
internal sealed class TrainingChannel : IProgress<AcnTrainingProgress>, IDisposable
{
    private static readonly string[] Metrics = ["Loss", "Accuracy", "Validation Loss", "Validation Accuracy", "Learning Rate", "Rows/s"];
    private static readonly string[] Units = ["epochs", "rows"];

    private readonly IChannel _channel;
    private readonly IProgressChannel? _progress;
    private readonly IProgress<AcnTrainingProgress>? _user;
    private volatile AcnTrainingProgress? _latest;

    public TrainingChannel(IHost host, IProgress<AcnTrainingProgress>? user)
    {
        _user = user;
        _channel = host.Start("Training");
        // An MLContext keeps all that a progress channel is told for somebody who asks for it, and has no way to ask: it would hold more with every fit.
        _progress = host is HostEnvironmentBase<LocalEnvironment> ? null : host.StartProgressChannel("Training an auto-compressing network");
        _progress?.SetHeader(new ProgressHeader(Metrics, Units), Fill);
    }

    public void Info(string message) => _channel.Info(message);

    public void Warn(string message) => _channel.Warning(message);

    /// <summary>Called on the thread that trains.</summary>
    public void Report(AcnTrainingProgress value)
    {
        _latest = value;
        if (value.IsEpochEnd)
        {
            // The training run itself logs the ends of epochs.
            _progress?.Checkpoint(
                value.Loss, value.Accuracy, value.ValidationLoss, value.ValidationAccuracy, value.LearningRate, value.RowsPerSecond,
                value.Epoch, value.Rows, value.Epochs, value.RowsPerEpoch);
        }
        else
        {
            _channel.Trace(value.ToString());
        }
        _user?.Report(value);
    }

    public void Dispose()
    {
        _progress?.Dispose();
        _channel.Dispose();
    }

    /// <summary>Answers ML.NET, on a thread of its choice, what the state is between two reports.</summary>
    private void Fill(IProgressEntry entry)
    {
        if (_latest is not { } latest)
            return;
        entry.SetMetric(0, latest.Loss);
        entry.SetMetric(1, latest.Accuracy);
        if (latest.ValidationLoss is { } loss)
            entry.SetMetric(2, loss);
        if (latest.ValidationAccuracy is { } accuracy)
            entry.SetMetric(3, accuracy);
        entry.SetMetric(4, latest.LearningRate);
        entry.SetMetric(5, latest.RowsPerSecond);
        entry.SetProgress(0, latest.Epoch, latest.Epochs);
        entry.SetProgress(1, latest.Rows, latest.RowsPerEpoch);
    }
}
