using System.Globalization;

namespace Microsoft.ML.Acn;

/// <summary>The state of a training run: several times within an epoch, and once at the end of each.</summary>
public sealed class AcnTrainingProgress
{
    internal AcnTrainingProgress()
    {
    }

    /// <summary>The epoch, from 1 to <see cref="Epochs"/>.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Epochs planned.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Whether the epoch is over, validation included.</summary>
    public bool IsEpochEnd { get; internal init; }

    /// <summary>Rows of this epoch that were trained on so far.</summary>
    public int Rows { get; internal init; }

    /// <summary>Rows of an epoch.</summary>
    public int RowsPerEpoch { get; internal init; }

    /// <summary>Share of the whole run that is done, 0 to 1.</summary>
    public double Fraction => (Epoch - 1 + ((double)Rows / Math.Max(RowsPerEpoch, 1))) / Math.Max(Epochs, 1);

    /// <summary>Mean training loss (label-smoothed and weighted, in nats) over this epoch so far.</summary>
    public double Loss { get; internal init; }

    /// <summary>Training accuracy over this epoch so far, measured while training (with dropout), 0 to 1.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Mean negative natural logarithm of the right class's probability on the validation rows; null within an epoch or without validation rows.</summary>
    public double? ValidationLoss { get; internal init; }

    /// <summary>Accuracy on all validation rows, 0 to 1; null within an epoch or without validation rows.</summary>
    public double? ValidationAccuracy { get; internal init; }

    /// <summary>
    /// Accuracy on all validation rows by depth, 0 to 1, from no layers to all: how training proceeds through the layers. The last one is
    /// <see cref="ValidationAccuracy"/>. Null within an epoch or without validation rows.
    /// </summary>
    public IReadOnlyList<double>? DepthAccuracies { get; internal init; }

    /// <summary>
    /// Whether this epoch is the best so far. Without validation rows every epoch is. With <see cref="AcnWarmStartOptions.KeepInitialUnlessImproved"/>, and when
    /// Compress fine-tunes, an epoch must be better than the weights that training began with, too.
    /// </summary>
    public bool IsBest { get; internal init; }

    /// <summary>The learning rate of the latest step.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>The Euclidean norm of all gradients of the latest step, before clipping.</summary>
    public double GradientNorm { get; internal init; }

    /// <summary>
    /// Gradient and contribution of every layer, first to last; <see langword="null"/> within an epoch. Measured only for
    /// <see cref="AcnOptions.Progress"/>, in about the time of two steps per epoch.
    /// </summary>
    public IReadOnlyList<AcnLayerDiagnostics>? Layers { get; internal init; }

    /// <summary><c>|x_0| / |y|</c>: as <see cref="AcnLayerDiagnostics.Contribution"/>, of the embedding before the first layer; <see langword="null"/> where <see cref="Layers"/> is.</summary>
    public double? EmbeddingContribution { get; internal init; }

    /// <summary>Training rows per second over this epoch so far.</summary>
    public double RowsPerSecond { get; internal init; }

    /// <summary>Time since training began.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>Estimate of the time that the rest of training takes if it is not stopped early.</summary>
    public TimeSpan TimeLeft { get; internal init; }

    /// <summary>One line for a log or a console, in the invariant culture.</summary>
    /// <returns>For example <c>epoch 2/5, 64,000/66,428 rows, loss 0.412, accuracy 90.1 %, learning rate 0.0012, gradient 1.23, 1,800 rows/s, 1:20 left</c>.</returns>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"epoch {Epoch}/{Epochs}, {Rows:N0}/{RowsPerEpoch:N0} rows, loss {Loss:F3}, accuracy {Accuracy * 100:F1} %, learning rate {LearningRate:G3}, gradient {GradientNorm:G3}, {RowsPerSecond:N0} rows/s, {(int)TimeLeft.TotalMinutes}:{TimeLeft.Seconds:D2} left");
        if (ValidationAccuracy is { } accuracy && ValidationLoss is { } loss)
            text += string.Create(CultureInfo.InvariantCulture, $", validation accuracy {accuracy * 100:F2} %, validation loss {loss:F3}{(IsBest ? " (best)" : string.Empty)}");
        return text;
    }
}
