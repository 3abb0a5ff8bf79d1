namespace Microsoft.ML.Acn;

/// <content>What was collected in training for later training.</content>
public sealed partial class AcnTransformer
{
    /// <summary>
    /// Whether the model keeps something of its training, by <see cref="AcnOptions.Continual"/>, with which a later Fit can protect what was learned. With
    /// <see cref="AcnContinual.Replay"/> that is training rows.
    /// </summary>
    public bool HasContinualState => _model.Continual is not null;

    /// <summary>The same model without anything of its training: for a model that nobody shall train on, or whose file shall be small or hold no training rows.</summary>
    /// <returns>
    /// A new transformer, to be disposed of; this one stays as it is. Both share the weights, whose memory is freed when both are disposed of, in
    /// whatever order.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed of.</exception>
    public AcnTransformer WithoutContinualState() => new(_host, _engine.WithoutContinualState());
}
