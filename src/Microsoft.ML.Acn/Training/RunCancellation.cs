namespace Microsoft.ML.Acn.Training;

/// <summary>Whether a run should go on: the user's token says so, and the host.</summary>
/// <param name="options">The token, and what is wanted when it is cancelled.</param>
/// <param name="checkHost">Throws <see cref="OperationCanceledException"/> when the host is shutting down.</param>
internal sealed class RunCancellation(AcnOptions options, Action checkHost)
{
    /// <summary>
    /// Whether a check says that the run should stop. An <see cref="OperationCanceledException"/> without that is a failure like any other: a time-out of the
    /// user's data source, say.
    /// </summary>
    /// <param name="check">Throws when the run should stop.</param>
    public static bool IsAskedFor(Action check)
    {
        try
        {
            check();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

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
