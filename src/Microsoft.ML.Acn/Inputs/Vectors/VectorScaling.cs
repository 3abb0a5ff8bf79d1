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

    /// <summary>Largest magnitude 1 over the given rows; zeros stay zeros.</summary>
    public static VectorScaling Sparse(VectorStatistics statistics)
        => Environment.GetEnvironmentVariable("VEC_SCALE") switch
        {
            "dev" => new(null, [.. statistics.Deviations.Select((deviation, i) => statistics.IsConstant(i) ? 0 : Inverse(deviation))]),
            "rootdev" => new(null, [.. statistics.Deviations.Select((deviation, i) => statistics.IsConstant(i) ? 0 : Inverse(Math.Sqrt(deviation)))]),
            string q when q.StartsWith('q') => Capped(statistics, double.Parse(q[1..], System.Globalization.CultureInfo.InvariantCulture)),
            "max" => new(null, [.. statistics.Deviations.Select((_, i) => statistics.IsConstant(i) ? 0 : Inverse(statistics.Magnitude(i)))]),
            string s => new(null, [.. statistics.Deviations.Select((_, i) => float.Parse(s, System.Globalization.CultureInfo.InvariantCulture))]),
            null => new(null, [.. statistics.Deviations.Select((_, i) => statistics.IsConstant(i) ? 0 : Inverse(statistics.Magnitude(i)))]),
        };

    private static VectorScaling Capped(VectorStatistics statistics, double quantile)
    {
        float[] magnitudes = [.. Enumerable.Range(0, statistics.Means.Length).Where(i => !statistics.IsConstant(i)).Select(statistics.Magnitude).Order()];
        float usual = magnitudes.Length == 0 ? 1 : magnitudes[(int)(quantile * (magnitudes.Length - 1))];
        return new(null, [.. statistics.Deviations.Select((_, i) => statistics.IsConstant(i) ? 0 : Inverse(Math.Max(statistics.Magnitude(i), usual)))]);
    }

    private static float Inverse(double number) => (float)Math.Min(1 / number, float.MaxValue);
}
