namespace Microsoft.ML.Acn.Training;

/// <summary>Defaults for vectors.</summary>
internal static class VectorDefaults
{
    // As for texts, but a hundred rows need more steps than thirty passes give, and an epoch costs little.
    private const int FewestEpochs = 5;
    private const int MostEpochs = 100;

    public static FamilyDefaults For(int rows)
        => new(TrainingPlanner.EpochsFor(rows, FewestEpochs, MostEpochs), TrainingPlanner.BatchSizeFor(rows), WeightDecay: 0.05, Dropout: 0.1);
}
