namespace Microsoft.ML.Acn.Training;

/// <summary>Whether a run should go on: the user's token says so, and the host.</summary>
/// <param name="options">The token, and what is wanted when it is cancelled.</param>
/// <param name="checkHost">Throws <see cref="OperationCanceledException"/> when the host is shutting down.</param>
internal sealed class RunCancellation(AcnOptions options, Action checkHost)
{
    /// <exception cref="OperationCanceledException">The run should stop.</exception>
    public void Check()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        checkHost();
    }

    /// <summary>The same after the last step: somebody who keeps the best has the network by then, and gets it.</summary>
    /// <exception cref="OperationCanceledException">The run should stop, and what there is of it is not wanted.</exception>
    public void CheckLate()
    {
        if (options.OnCancellation == AcnCancellationBehavior.Throw)
            Check();
    }
}
