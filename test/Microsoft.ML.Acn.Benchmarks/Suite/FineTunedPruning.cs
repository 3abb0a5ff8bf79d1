namespace Microsoft.ML.Acn.Benchmarks.Suite;

/// <summary>Pruning by magnitude, during a few more epochs of training.</summary>
internal static class FineTunedPruning
{
    public const int Epochs = 2;

    /// <param name="network">A network whose layers were cut.</param>
    /// <param name="validation">Rows by which the epoch is chosen, with labels as keys.</param>
    /// <param name="train">Rows to train on, with labels as keys.</param>
    /// <param name="options">Those of the training; the learning rate is a tenth of theirs.</param>
    /// <param name="target">What is removed.</param>
    /// <param name="sparsity">The share that is removed.</param>
    public static AcnTransformer Of(AcnTransformer network, IDataView validation, IDataView train, AcnOptions options, AcnPruningTarget target, double sparsity)
        => network.Prune(validation, new AcnPruningOptions
        {
            Target = target,
            Sparsity = sparsity,
            FineTuneEpochs = Epochs,
            FineTuneData = train,
            FineTuneOptions = options,
        });
}
