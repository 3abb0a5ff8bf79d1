using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>What a training run needs of its surroundings, so that it knows nothing of ML.NET.</summary>
internal sealed class TrainingContext
{
    /// <summary>Seed of every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>Where the network is trained.</summary>
    public required Device Device { get; init; }

    /// <summary>Takes sentences for the log.</summary>
    public Action<string> Info { get; init; } = static _ => { };

    /// <summary>Takes sentences that the user should read.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Throws <see cref="OperationCanceledException"/> when the host is shutting down.</summary>
    public Action CheckAlive { get; init; } = static () => { };

    /// <summary>Receives progress.</summary>
    public IProgress<AcnTrainingProgress>? Progress { get; init; }
}
