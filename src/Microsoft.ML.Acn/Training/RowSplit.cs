namespace Microsoft.ML.Acn.Training;

/// <summary>Which rows are trained on, and which validated with: rows of the validation set, if there is one, or else of the same.</summary>
internal readonly record struct RowSplit(int[] Training, int[] Validation)
{
    /// <param name="set">The training set.</param>
    /// <param name="validationRows">The rows of a validation set; null if there is none.</param>
    /// <param name="plan">Says how much is held out where there is none.</param>
    /// <param name="seed">Decides what.</param>
    public static RowSplit Of(TrainingSet set, int? validationRows, TrainingPlan plan, int seed)
    {
        if (validationRows is { } count)
            return new RowSplit(First(set.Labels.Length), First(count));
        if (plan.ValidationFraction == 0)
            return new RowSplit(First(set.Labels.Length), []);
        (int[] training, int[] heldOut) = StratifiedSplit.Draw(set.Labels, set.Classes, plan.ValidationFraction, new Random(seed));
        return new RowSplit(training, heldOut);
    }

    private static int[] First(int count) => [.. Enumerable.Range(0, count)];
}
