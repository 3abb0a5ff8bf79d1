namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>What is done to a feature before the network sees it: <c>(value - mean) * scale</c>.</summary>
/// <param name="Means">The mean of each feature, or null to leave zeros at zero. (F)</param>
/// <param name="Scales">The factor of each feature; 0 for those that never varied, which say nothing. (F)</param>
internal sealed record VectorScaling(float[]? Means, float[] Scales)
{
    /// <summary>
    /// Bound of a standardised value. Among n rows none is farther from the mean than <c>sqrt(n)</c> deviations, so up to 10^8 of them
    /// nothing is cut in training; in scoring a wild value stays a number.
    /// </summary>
    private const float Bound = 10_000;

    public float Apply(float value, int feature)
        => Scales[feature] == 0 ? 0 : Math.Clamp((value - (Means is null ? 0 : Means[feature])) * Scales[feature], -Bound, Bound);

    /// <summary>Mean 0 and deviation 1 over the given rows.</summary>
    public static VectorScaling Standard(VectorStatistics statistics) => new(
        Array.ConvertAll(statistics.Means, mean => (float)mean),
        [.. statistics.Deviations.Select((deviation, i) => statistics.IsConstant(i) ? 0 : Inverse(deviation))]);

    /// <summary>One factor for all features, with which the largest number of the given rows is 1; zeros stay zeros.</summary>
    /// <remarks>A factor for each feature would give rare slots, which say least, the largest numbers.</remarks>
    public static VectorScaling Sparse(VectorStatistics statistics)
    {
        float largest = Enumerable.Range(0, statistics.Means.Length).Max(statistics.Magnitude);
        return new(null, [.. Enumerable.Range(0, statistics.Means.Length).Select(i => statistics.IsConstant(i) ? 0 : Inverse(largest))]);
    }

    private static float Inverse(double number) => (float)Math.Min(1 / number, float.MaxValue);
}
