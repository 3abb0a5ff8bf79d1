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

    // Of the features that vary, those with a usual magnitude.
    private const double UsualShare = 0.99;

    public float Apply(float value, int feature)
        => Scales[feature] == 0 ? 0 : Math.Clamp((value - (Means is null ? 0 : Means[feature])) * Scales[feature], -Bound, Bound);

    /// <summary>Mean 0 and deviation 1 over the given rows.</summary>
    public static VectorScaling Standard(VectorStatistics statistics) => new(
        Array.ConvertAll(statistics.Means, mean => (float)mean),
        [.. statistics.Deviations.Select((deviation, i) => statistics.IsConstant(i) ? 0 : Inverse(deviation))]);

    /// <summary>
    /// No number beyond 1 over the given rows; zeros stay zeros. Features whose largest magnitude is a usual one share a factor, which
    /// keeps what their sizes say: in texts, that rare words are no larger than frequent ones. The few that are larger (an income beside a
    /// text) have one of their own, and do not make the others vanish.
    /// </summary>
    public static VectorScaling Sparse(VectorStatistics statistics)
    {
        float[] magnitudes = [.. Enumerable.Range(0, statistics.Means.Length).Select(i => statistics.IsConstant(i) ? 0 : statistics.Magnitude(i))];
        float[] varying = [.. magnitudes.Where(magnitude => magnitude > 0).Order()];
        float usual = varying.Length == 0 ? 1 : varying[(int)(UsualShare * (varying.Length - 1))];
        return new(null, [.. magnitudes.Select(magnitude => magnitude == 0 ? 0 : Inverse(Math.Max(magnitude, usual)))]);
    }

    private static float Inverse(double number) => (float)Math.Min(1 / number, float.MaxValue);
}
