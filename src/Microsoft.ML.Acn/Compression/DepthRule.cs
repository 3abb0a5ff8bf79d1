using System.Globalization;

namespace Microsoft.ML.Acn.Compression;

/// <summary>How a depth is chosen: the smallest one from a floor on whose figures are within tolerances of the full depth's.</summary>
/// <param name="Accuracy">Accuracy that may be given up, 0.005 for half a point, or null if accuracy does not matter.</param>
/// <param name="LogLoss">Log-loss that may be added, or null if log-loss does not matter.</param>
/// <param name="MinimumDepth">The floor, at most the full depth.</param>
internal sealed record DepthRule(double? Accuracy, double? LogLoss = null, int MinimumDepth = 0)
{
    // Accuracies are shares of whole rows; this forgives the rounding of a difference that is exactly the tolerance.
    public const double Rounding = 1e-9;

    /// <param name="depths">Validation figures by depth, from 0 to the full depth.</param>
    public int Choose(IReadOnlyList<AcnDepthResult> depths)
    {
        int depth = MinimumDepth;
        while (depth < depths.Count - 1 && !IsWithin(depths[depth], depths[^1]))
            depth++;
        return depth;
    }

    /// <summary>The choice in a sentence.</summary>
    /// <param name="depths">What it was chosen from.</param>
    /// <param name="chosen">The depth that was chosen.</param>
    public string Explain(IReadOnlyList<AcnDepthResult> depths, int chosen)
    {
        AcnDepthResult kept = depths[chosen], full = depths[^1];
        string text = string.Create(CultureInfo.InvariantCulture, $"Kept {chosen} of {full.Depth} layers: the smallest depth{(MinimumDepth > 0 ? $" from {MinimumDepth} on" : string.Empty)} within tolerance. ");
        var figures = new List<string>();
        if (Accuracy is { } accuracy)
            figures.Add(string.Create(CultureInfo.InvariantCulture, $"Validation accuracy {kept.Accuracy * 100:F2} %, full depth {full.Accuracy * 100:F2} %, tolerance {accuracy * 100:G3} points"));
        if (LogLoss is { } logLoss)
            figures.Add(string.Create(CultureInfo.InvariantCulture, $"Validation log-loss {kept.LogLoss:F4}, full depth {full.LogLoss:F4}, tolerance {logLoss:G3}"));
        return text + string.Join("; ", figures) + ".";
    }

    private bool IsWithin(AcnDepthResult depth, AcnDepthResult full)
        => !(Accuracy is { } accuracy && depth.Accuracy < full.Accuracy - accuracy - Rounding)
        && !(LogLoss is { } logLoss && !(depth.LogLoss <= full.LogLoss + logLoss + Rounding)); // so that NaN is not within
}
