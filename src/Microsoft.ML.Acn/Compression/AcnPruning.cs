using System.Globalization;
using System.Text;

namespace Microsoft.ML.Acn;

/// <summary>What <see cref="AcnTransformer.Prune(AcnPruningOptions)"/> did, what it cost and what it gained.</summary>
public sealed class AcnPruning
{
    internal AcnPruning(IReadOnlyList<AcnPrunedPart> parts) => Parts = parts;

    /// <summary>What was pruned.</summary>
    public AcnPruningTarget Target { get; internal init; }

    /// <summary>What decided.</summary>
    public AcnPruningCriterion Criterion { get; internal init; }

    /// <summary>The sparsity that was asked for, or that a search found, 0 to 1; 0 if no sparsity that was tried stayed within the tolerance, and the model is as it was.</summary>
    public double Sparsity { get; internal init; }

    /// <summary>The sparsity of all parts together: below <see cref="Sparsity"/> where units are kept in blocks, or because one of each part is.</summary>
    public double SparsityReached => Parts.Sum(part => part.Count) is var count and > 0 ? (double)Parts.Sum(part => part.Pruned) / count : 0;

    /// <summary>What was pruned of each part.</summary>
    public IReadOnlyList<AcnPrunedPart> Parts { get; }

    /// <summary>Each sparsity that was tried, in that order; empty without a tolerance.</summary>
    public IReadOnlyList<AcnPruningTry> Tries { get; internal init; } = [];

    /// <summary>The validation figures before; <see langword="null"/> without validation data.</summary>
    public AcnDepthResult? Before { get; internal init; }

    /// <summary>The validation figures after pruning and fine-tuning; <see langword="null"/> without validation data.</summary>
    public AcnDepthResult? After { get; internal init; }

    /// <summary>Weights of the network before, embeddings and zeros included.</summary>
    public long ParametersBefore { get; internal init; }

    /// <summary>The same after: fewer where units were removed.</summary>
    public long ParametersAfter { get; internal init; }

    /// <summary>Bytes of the files that <see cref="AcnTransformer.SaveWeights"/> would write of the model before.</summary>
    public long FileBytesBefore { get; internal init; }

    /// <summary>The same after.</summary>
    public long FileBytesAfter { get; internal init; }

    /// <summary>All of this as text, in the invariant culture.</summary>
    /// <returns>Lines separated by line feeds.</returns>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Pruned {SparsityReached * 100:F1} % of {Target} by {Criterion} ({(Tries.Count > 0 ? "found" : "asked for")}: {Sparsity * 100:F1} %); parameters {ParametersBefore:N0} to {ParametersAfter:N0}, files {FileBytesBefore:N0} to {FileBytesAfter:N0} bytes.");
        if (Before is { } before && After is { } after)
            text.Append(CultureInfo.InvariantCulture, $"\nValidation accuracy {before.Accuracy * 100:F2} % to {after.Accuracy * 100:F2} %, log-loss {before.LogLoss:F4} to {after.LogLoss:F4}.");
        foreach (AcnPruningTry one in Tries)
            text.Append(CultureInfo.InvariantCulture, $"\nTried {one.Sparsity * 100:F1} %: validation accuracy {one.Accuracy * 100:F2} %, {(one.IsWithinTolerance ? "within" : "not within")} the tolerance.");
        int width = Parts.Select(part => part.Name.Length).DefaultIfEmpty().Max();
        foreach (AcnPrunedPart part in Parts)
            text.Append(CultureInfo.InvariantCulture, $"\n  {part.Name.PadRight(width)}  {part.Pruned,12:N0} of {part.Count,12:N0} {part.Target}, {part.Sparsity * 100,5:F1} %");
        return text.ToString();
    }
}
