using System.Globalization;

namespace Microsoft.ML.Acn;

/// <summary>
/// Training has come to a loss or a gradient that is not a finite number. The step was not applied. With <see cref="AcnOptions.CheckpointPath"/> the state before it was
/// kept, and Fit with another <see cref="AcnOptions.LearningRate"/>, <see cref="AcnOptions.GradientClipNorm"/> or <see cref="AcnOptions.Precision"/> goes on behind this step,
/// with the best epoch's weights if there are such; without it nothing is kept.
/// </summary>
public sealed class AcnTrainingDivergedException : InvalidOperationException
{
    /// <summary>Creates an exception without a place.</summary>
    public AcnTrainingDivergedException()
        : this("Training diverged.")
    {
    }

    /// <summary>Creates an exception without a place.</summary>
    /// <param name="message">What happened.</param>
    public AcnTrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception without a place.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public AcnTrainingDivergedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal AcnTrainingDivergedException(int epoch, long step, double learningRate, string? checkpoint)
        : this(string.Create(CultureInfo.InvariantCulture,
            $"Training diverged: the loss or its gradient is not a finite number (epoch {epoch}, step {step}, learning rate {learningRate:G3}). Try a lower {nameof(AcnOptions.LearningRate)}, a smaller {nameof(AcnOptions.GradientClipNorm)}, or {nameof(AcnPrecision)}.{nameof(AcnPrecision.Float32)}.{(checkpoint is null ? "" : $" Fit with other values of these options goes on from the checkpoint '{checkpoint}'.")}"))
        => (Epoch, Step, LearningRate) = (epoch, step, learningRate);

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of the whole run, from 1.</summary>
    public long Step { get; }

    /// <summary>The learning rate of the step.</summary>
    public double LearningRate { get; }
}
