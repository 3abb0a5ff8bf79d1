namespace Microsoft.ML.Acn;

/// <summary>What a network cut to one depth achieves, and what it costs.</summary>
public sealed class AcnDepthResult
{
    internal AcnDepthResult()
    {
    }

    /// <summary>Layers in use.</summary>
    public int Depth { get; internal init; }

    /// <summary>Share of rows whose most probable class is right, 0 to 1 (ML.NET's micro-accuracy).</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Mean of the accuracies within each class that has rows, 0 to 1.</summary>
    public double MacroAccuracy { get; internal init; }

    /// <summary>Mean negative natural logarithm of the right class's probability. Lower is better; as in ML.NET's evaluator a probability below 1e-15 counts as that.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>Weights of the cut network, embeddings included.</summary>
    public long Parameters { get; internal init; }

    /// <summary>
    /// Bytes of the two files that <see cref="AcnTransformer.SaveWeights"/> writes of the cut network, exactly. <c>mlContext.Model.Save</c>
    /// packs the same two, compressed: its file is as long at most, but for some hundred bytes.
    /// </summary>
    public long FileBytes { get; internal init; }

    /// <summary>
    /// Rows that <see cref="AcnTransformer.Transform"/> scored per second with so many layers; <see langword="null"/> if that was not measured.
    /// The fastest of up to three passes over 256 to 2,048 rows. One short measurement on this machine as busy as it was: differences of some percent between depths are noise.
    /// </summary>
    public double? RowsPerSecond { get; internal init; }
}
