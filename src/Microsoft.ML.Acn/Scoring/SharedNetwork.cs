using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>A network that several engines score with. It is freed when the last of them gives it up.</summary>
/// <param name="network">Owned from now on.</param>
internal sealed class SharedNetwork(AcnNetwork network)
{
    private int _holders = 1;

    /// <summary>Adds a holder. Only while there is one who has not released it: then it cannot be freed meanwhile.</summary>
    public SharedNetwork Share()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>Ends the hold of one holder; to be called once by each.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            network.Dispose();
    }
}
