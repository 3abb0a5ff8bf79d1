namespace Microsoft.ML.Acn.Training;

/// <summary>Defaults for vectors.</summary>
internal static class VectorDefaults
{
    private const int FewestEpochs = 5;
    private const int MostEpochs = 100;
    private const double RowsOfFiveEpochs = 66_000;

    public static FamilyDefaults For(int rows) => new(EpochsFor(rows), TrainingPlanner.BatchSizeFor(rows), WeightDecay: 0.2, Dropout: 0.3);

    /// <summary>As for texts, but a hundred rows need more steps than thirty passes give, and an epoch costs little.</summary>
    private static int EpochsFor(int rows)
        => (int)Math.Clamp(Math.Round(5 * Math.Sqrt(RowsOfFiveEpochs / Math.Max(rows, 1))), FewestEpochs, MostEpochs);
}
