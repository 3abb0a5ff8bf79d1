namespace Microsoft.ML.Acn;

/// <summary>A sparsity that was tried in a search with a tolerance.</summary>
public sealed class AcnPruningTry
{
    internal AcnPruningTry()
    {
    }

    /// <summary>The sparsity, 0 to 1.</summary>
    public double Sparsity { get; internal init; }

    /// <summary>Accuracy on the validation data, 0 to 1.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Whether that is within the tolerance.</summary>
    public bool IsWithinTolerance { get; internal init; }
}
