using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn;

/// <summary>When a row leaves the network: at the first depth that is confident enough of it. Part of the model file.</summary>
internal sealed record EarlyExit
{
    /// <summary>The confidence from which a row leaves; from 0 to infinity.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public required double Threshold { get; init; }

    public required AcnConfidence Confidence { get; init; }

    /// <summary>Whether any row can leave before the full depth: no confidence exceeds 1.</summary>
    [JsonIgnore]
    public bool IsPossible => Threshold <= 1;

    /// <summary>Whether a threshold can be one. NaN cannot.</summary>
    public static bool IsThreshold(double threshold) => threshold >= 0;

    /// <summary>Whether a row with these probabilities leaves. (K)</summary>
    public bool Leaves(ReadOnlySpan<float> probabilities) => ConfidenceIn(probabilities, Confidence) >= Threshold;

    /// <summary>The confidence that probabilities express, 0 to 1. (K), at least 2 of them</summary>
    public static double ConfidenceIn(ReadOnlySpan<float> probabilities, AcnConfidence kind)
        => kind == AcnConfidence.Entropy ? OneMinusEntropy(probabilities) : Largest(probabilities);

    private static double Largest(ReadOnlySpan<float> probabilities)
    {
        float largest = 0;
        foreach (float probability in probabilities)
            largest = Math.Max(largest, probability);
        return largest;
    }

    /// <summary>In units of the largest entropy that so many classes can have.</summary>
    private static double OneMinusEntropy(ReadOnlySpan<float> probabilities)
    {
        double entropy = 0;
        foreach (float probability in probabilities)
        {
            if (probability > 0)
                entropy -= probability * Math.Log(probability);
        }
        // Equal probabilities, rounded, have an entropy a little above the largest.
        return Math.Max(0, 1 - (entropy / Math.Log(probabilities.Length)));
    }
}
