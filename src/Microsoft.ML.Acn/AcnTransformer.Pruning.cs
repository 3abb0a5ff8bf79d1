namespace Microsoft.ML.Acn;

/// <content>Weights and units that are pruned.</content>
public sealed partial class AcnTransformer
{
    /// <summary>What was pruned, if this is what <see cref="Prune(AcnPruningOptions)"/> returned, or shares its network; else <see langword="null"/>. Not saved with the model.</summary>
    public AcnPruning? Pruning => _model.Pruning;

    /// <summary>Prunes to a sparsity, without looking at validation data.</summary>
    /// <param name="options">What is pruned, by what, how much, and fine-tuning.</param>
    /// <returns>
    /// A new model, to be disposed of; this one stays as it is. Its <see cref="Pruning"/> says what was done, and so does <c>mlContext.Log</c>. Early exit is kept; pruned
    /// weights stay at zero in a later fine-tuning or <see cref="AcnTrainer.Fit(IDataView, AcnTransformer)"/>.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range, two do not fit each other, or a row to fine-tune on has a label that the model was not trained with.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column of the data to fine-tune on is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label.</exception>
    /// <exception cref="OperationCanceledException">Fine-tuning was cancelled, and its options do not say to keep the best model so far or it had not begun.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnTransformer Prune(AcnPruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AcnTransformer(_host, Pruner.Prune(null, options));
    }

    /// <summary>Prunes to a sparsity, or to the largest within a tolerance, and measures on validation data what that cost.</summary>
    /// <param name="validation">Data that was not trained on and will not be tested on, with input columns and label. It chooses the epoch of fine-tuning, and the sparsity where a tolerance is set.</param>
    /// <param name="options">What is pruned, by what, how much, and fine-tuning.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <inheritdoc cref="Prune(AcnPruningOptions)"/>
    public AcnTransformer Prune(IDataView validation, AcnPruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(options);
        return new AcnTransformer(_host, Pruner.Prune(validation, options));
    }
}
