namespace Microsoft.ML.Acn.Training;

/// <summary>The factor of each class in the loss.</summary>
internal static class ClassWeighting
{
    /// <summary>
    /// Factors with which the rows' weights have the mean 1: a row has the same say in every batch, and weights of any scale train at the
    /// same pace.
    /// </summary>
    /// <param name="kind">Whether classes count as they come or all alike.</param>
    /// <param name="set">The rows.</param>
    /// <param name="rows">Those that are trained on; not all of weight 0.</param>
    public static float[] InUnitsOfTheMean(AcnClassWeights kind, TrainingSet set, int[] rows)
    {
        float[] factors = For(kind, set, rows);
        double mean = rows.Average(row => (double)set.WeightOf(row) * factors[set.Labels[row]]);
        return Array.ConvertAll(factors, factor => (float)(factor / mean));
    }

    public static float[] For(AcnClassWeights kind, TrainingSet set, ReadOnlySpan<int> rows)
    {
        float[] factors = new float[set.Classes];
        Array.Fill(factors, 1f);
        if (kind == AcnClassWeights.None)
            return factors;

        double[] counts = new double[set.Classes];
        foreach (int row in rows)
            counts[set.Labels[row]] += set.WeightOf(row);
        double total = counts.Sum();
        int present = counts.Count(count => count > 0);
        for (int label = 0; label < factors.Length; label++)
        {
            if (counts[label] > 0)
                factors[label] = (float)(total / (present * counts[label]));
        }
        return factors;
    }
}
