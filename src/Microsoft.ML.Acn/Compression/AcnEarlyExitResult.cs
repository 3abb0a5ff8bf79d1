namespace Microsoft.ML.Acn;

/// <summary>What a network achieves when rows leave it at one threshold of confidence.</summary>
public sealed class AcnEarlyExitResult
{
    internal AcnEarlyExitResult()
    {
    }

    /// <summary>The confidence from which a row leaves, from 0 to infinity, with which none leaves early.</summary>
    public double Threshold { get; internal init; }

    /// <summary>Share of rows whose most probable class is right, 0 to 1 (ML.NET's micro-accuracy).</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Mean negative natural logarithm of the right class's probability. Lower is better; a probability below 1e-15 counts as that.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>Layers that a row went through, on average.</summary>
    public double MeanDepth { get; internal init; }

    /// <summary>Share of rows that left at each depth, from 0 to all layers. They sum to 1.</summary>
    public IReadOnlyList<double> DepthShares { get; internal init; } = [];

    /// <summary>
    /// Rows that <see cref="AcnTransformer.Transform"/> scored per second with rows leaving at the threshold: the fastest of up to three passes
    /// over 256 to 2,048 rows. One short measurement on this machine as busy as it was: differences of some percent between thresholds are noise.
    /// </summary>
    public double RowsPerSecond { get; internal init; }
}
