namespace Microsoft.ML.Acn.Training;

/// <summary>Defaults for vectors.</summary>
internal static class VectorDefaults
{
    public static FamilyDefaults For(int rows) => new(TrainingPlanner.EpochsFor(rows), TrainingPlanner.BatchSizeFor(rows), 0.2, 0.3);
}
