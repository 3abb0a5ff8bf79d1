namespace Microsoft.ML.Acn;

/// <summary>What Fit does when its cancellation token is triggered. Either happens within one batch.</summary>
public enum AcnCancellationBehavior
{
    /// <summary>Fit throws <see cref="System.OperationCanceledException"/> and returns nothing.</summary>
    Throw = 0,

    /// <summary>
    /// Fit returns the best model so far: the best finished epoch by the validation metric, or the current weights when no epoch has
    /// been validated yet. Cancelled before the first step, Fit throws, for there is nothing to keep. With
    /// <see cref="AcnWarmStartOptions.KeepInitialUnlessImproved"/> the initial weights count as a first epoch: once they are validated, they are what is kept.
    /// </summary>
    KeepBest = 1,
}
