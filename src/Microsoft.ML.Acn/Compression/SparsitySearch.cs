namespace Microsoft.ML.Acn.Compression;

/// <summary>Searches the largest sparsity whose accuracy is high enough, by halving the range from 0 to 1.</summary>
/// <param name="steps">Sparsities to try.</param>
/// <param name="leastAccuracy">The accuracy that is enough.</param>
/// <param name="keepsBest">Whether the search was cancelled and is to end with the best so far, if there is one; null for never.</param>
internal sealed class SparsitySearch(int steps, double leastAccuracy, Func<bool>? keepsBest = null)
{
    private readonly List<AcnPruningTry> _tries = [];

    /// <summary>What was tried, in order.</summary>
    public IReadOnlyList<AcnPruningTry> Tries => _tries;

    /// <summary>The largest sparsity that was found accurate enough; 0 if none was.</summary>
    public double Found { get; private set; }

    /// <param name="prune">Makes a model of a sparsity, whose network is freed if it is not the result.</param>
    /// <param name="measure">The accuracy of a model.</param>
    /// <returns>The model of <see cref="Found"/>; null if none is accurate enough.</returns>
    public AcnModel? Run(Func<double, AcnModel> prune, Func<AcnModel, double> measure)
    {
        double high = 1;
        AcnModel? best = null;
        try
        {
            for (int step = 0; step < steps; step++)
            {
                double sparsity = (Found + high) / 2;
                AcnModel tried = prune(sparsity);
                if (IsEnough(tried, sparsity, measure))
                {
                    best?.Network.Dispose();
                    (best, Found) = (tried, sparsity);
                }
                else
                {
                    tried.Network.Dispose();
                    high = sparsity;
                }
            }
            return best;
        }
        catch (OperationCanceledException) when (best is not null && keepsBest?.Invoke() == true)
        {
            return best;
        }
        catch
        {
            best?.Network.Dispose();
            throw;
        }
    }

    private bool IsEnough(AcnModel tried, double sparsity, Func<AcnModel, double> measure)
    {
        try
        {
            double accuracy = measure(tried);
            _tries.Add(new AcnPruningTry { Sparsity = sparsity, Accuracy = accuracy, IsWithinTolerance = accuracy >= leastAccuracy - DepthRule.Rounding });
            return _tries[^1].IsWithinTolerance;
        }
        catch
        {
            tried.Network.Dispose();
            throw;
        }
    }
}
