namespace Microsoft.ML.Acn.Training;

/// <summary>The factor of each class in the loss.</summary>
internal static class ClassWeighting
{
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
