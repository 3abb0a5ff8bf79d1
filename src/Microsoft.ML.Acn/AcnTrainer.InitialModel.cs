namespace Microsoft.ML.Acn;

/// <content>Training that begins with a model.</content>
public sealed partial class AcnTrainer
{
    /// <summary>Trains a model on: its weights, its classes and its way to read rows are the beginning.</summary>
    /// <remarks>
    /// <para>
    /// The shape of the network, and the vocabulary or normalisation, are the initial model's, whatever the options say of them. Columns other than the
    /// input, loss, noise, schedule, precision, validation and seed are the options', and <see cref="AcnOptions.WarmStart"/> says what is trained.
    /// </para>
    /// <para>
    /// Classes are matched by the value of their keys. A class that the initial model has keeps its weights in the head; a new one begins with weights of its own. The
    /// new model's classes are those of the label column, in their order, and then those of the initial model that the column does not have. There being no rows of
    /// them, they fade as training goes on, unless <see cref="AcnOptions.Continual"/> keeps what was learned before.
    /// </para>
    /// <para>
    /// An early exit is not kept: its threshold was chosen for other weights. Nor is it where <see cref="AcnWarmStartOptions.KeepInitialUnlessImproved"/> keeps the initial weights, so that
    /// the columns of the new model do not depend on which of the two is better.
    /// </para>
    /// </remarks>
    /// <param name="train">The training data, with the columns that the initial model reads.</param>
    /// <param name="initial">A trained model of the family of the options. It stays as it is, and is still its owner's to dispose of.</param>
    /// <returns>A new model, to be disposed of.</returns>
    /// <exception cref="ArgumentException">The initial model does not fit the options or the labels; the message says in what. Or one of the reasons of <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The initial model has been disposed of.</exception>
    /// <exception cref="InvalidOperationException"><see cref="AcnWarmStartOptions.KeepInitialUnlessImproved"/> is set and there are no validation rows. Or one of the reasons of <see cref="Fit(IDataView)"/>.</exception>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public AcnTransformer Fit(IDataView train, AcnTransformer initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(initial);
        return Train(train, null, initial.Engine);
    }

    /// <summary>Trains a model on, and finds the best epoch with another data set.</summary>
    /// <param name="train">The training data, with the columns that the initial model reads.</param>
    /// <param name="validation">The validation data, with the same columns; labels are matched by value. Rows that the initial model was trained on make it look better than it is.</param>
    /// <param name="initial">A trained model of the family of the options. It stays as it is, and is still its owner's to dispose of.</param>
    /// <inheritdoc cref="Fit(IDataView, AcnTransformer)"/>
    public AcnTransformer Fit(IDataView train, IDataView validation, AcnTransformer initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(initial);
        return Train(train, validation, initial.Engine);
    }

    /// <summary>Trains a classifier that begins with a network that was pre-trained on texts without labels.</summary>
    /// <remarks>
    /// The shape of the network and the vocabulary are the initial network's, whatever the options say of them, and the head is new. All else is the options':
    /// <see cref="AcnOptions.WarmStart"/> says what is trained.
    /// </remarks>
    /// <param name="train">The training data, with the columns that the initial network reads.</param>
    /// <param name="initial">A pre-trained network; the trainer must have <see cref="AcnTextOptions"/>. It stays as it is, and is still its owner's to dispose of.</param>
    /// <returns>A new model, to be disposed of.</returns>
    /// <exception cref="ArgumentException">The initial network does not fit the options; the message says in what. Or one of the reasons of <see cref="Fit(IDataView)"/>.</exception>
    /// <inheritdoc cref="Fit(IDataView, AcnTransformer)"/>
    public AcnTransformer Fit(IDataView train, AcnPretrainedTransformer initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(initial);
        return Train(train, null, initial.Engine);
    }

    /// <summary>Trains a classifier that begins with a pre-trained network, and finds the best epoch with another data set.</summary>
    /// <param name="train">The training data, with the columns that the initial network reads.</param>
    /// <param name="validation">The validation data, with the same columns; labels are matched by value.</param>
    /// <param name="initial">A pre-trained network; the trainer must have <see cref="AcnTextOptions"/>. It stays as it is, and is still its owner's to dispose of.</param>
    /// <inheritdoc cref="Fit(IDataView, AcnPretrainedTransformer)"/>
    public AcnTransformer Fit(IDataView train, IDataView validation, AcnPretrainedTransformer initial)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(initial);
        return Train(train, validation, initial.Engine);
    }
}
