using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn;

/// <content>Rows that leave the network before its full depth.</content>
public sealed partial class AcnTransformer
{
    /// <summary>The confidence from which a row leaves the network; <see langword="null"/> without an early exit. See <see cref="WithEarlyExit"/>.</summary>
    public double? EarlyExitThreshold => _model.EarlyExit?.Threshold;

    /// <summary>The confidence that <see cref="EarlyExitThreshold"/> is of; <see langword="null"/> without an early exit.</summary>
    public AcnConfidence? EarlyExitConfidence => _model.EarlyExit?.Confidence;

    /// <summary>
    /// The same network, from which each row leaves at the first depth that is confident enough of it. Rows that have left cost no more layers.
    /// Their scores are those of the network cut to that depth, to the bit on processors where a row keeps its bits in any batch (docs/determinism.md).
    /// </summary>
    /// <param name="threshold">
    /// The confidence from which a row leaves, at least 0. With 0 every row leaves at depth 0. No confidence exceeds 1: with a larger threshold,
    /// such as infinity, every row goes through all layers. Unless there is a column to tell that, the transformer then has no early exit: it is
    /// the way back. <see cref="ProfileEarlyExit"/> shows what others do.
    /// </param>
    /// <param name="confidence">What confidence is. Default: the probability of the most probable class.</param>
    /// <param name="exitDepthColumnName">
    /// A column to add that tells how many layers a row went through, an <see cref="int"/> (-1 for an image that cannot be read);
    /// <see langword="null"/> (the default) adds none.
    /// </param>
    /// <returns>
    /// A new transformer, to be disposed of; this one stays as it is. Both share the weights, whose memory is freed when both are disposed of, in
    /// whatever order. The early exit is saved with the model, and kept by <see cref="Truncate"/> and <see cref="Compress(IDataView, double)"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is negative or NaN, or <paramref name="confidence"/> is none of the values.</exception>
    /// <exception cref="ArgumentException"><paramref name="exitDepthColumnName"/> is empty or the name of another column that is added.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnTransformer WithEarlyExit(double threshold, AcnConfidence confidence = AcnConfidence.TopProbability, string? exitDepthColumnName = null)
    {
        CheckThreshold(threshold, nameof(threshold));
        CheckConfidence(confidence);
        if (exitDepthColumnName is not null)
        {
            ArgumentException.ThrowIfNullOrEmpty(exitDepthColumnName);
            if (exitDepthColumnName == _model.Columns.Score || exitDepthColumnName == _model.Columns.PredictedLabel)
                throw new ArgumentException($"The column '{exitDepthColumnName}' is added already.", nameof(exitDepthColumnName));
        }
        var exit = new EarlyExit { Threshold = threshold, Confidence = confidence };
        return new AcnTransformer(_host, _engine.WithEarlyExit(exit.IsPossible || exitDepthColumnName is not null ? exit : null, exitDepthColumnName));
    }

    /// <summary>Measures what <see cref="WithEarlyExit"/> would cost in accuracy, and gain in speed, at several thresholds.</summary>
    /// <param name="data">Data with the input columns and the label, which is matched with the model's classes by value. Rows without a label, or with an image that cannot be read, are left out.</param>
    /// <param name="confidence">What confidence is. Default: the probability of the most probable class.</param>
    /// <param name="thresholds">The thresholds; <see langword="null"/> (the default) for 0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99 and infinity, the full depth.</param>
    /// <returns>Accuracy, mean depth and rows per second for each threshold. Speed is measured for about a second per threshold, as <see cref="ProfileDepth"/> does: the machine should be otherwise idle.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A threshold is negative or NaN, <paramref name="confidence"/> is none of the values, or a column is missing or of the wrong type.</exception>
    /// <exception cref="ArgumentException">There are no thresholds, or a row has a label that the model was not trained with.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnEarlyExitProfile ProfileEarlyExit(IDataView data, AcnConfidence confidence = AcnConfidence.TopProbability, IEnumerable<double>? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        CheckConfidence(confidence);
        double[] some = [.. thresholds ?? EarlyExitProfiler.DefaultThresholds];
        if (some.Length == 0)
            throw new ArgumentException("There are no thresholds to measure.", nameof(thresholds));
        foreach (double threshold in some)
            CheckThreshold(threshold, nameof(thresholds));
        Bind(data.Schema);
        return EarlyExitProfiler.Measure(_host, _engine, data, confidence, some);
    }

    private static void CheckThreshold(double threshold, string parameter)
    {
        if (!EarlyExit.IsThreshold(threshold))
            throw new ArgumentOutOfRangeException(parameter, threshold, "A threshold of confidence is a number from 0 to infinity.");
    }

    private static void CheckConfidence(AcnConfidence confidence)
    {
        if (!Enum.IsDefined(confidence))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, $"A confidence is one of {string.Join(", ", Enum.GetNames<AcnConfidence>())}.");
    }
}
