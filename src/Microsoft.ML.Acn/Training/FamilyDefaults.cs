namespace Microsoft.ML.Acn.Training;

/// <summary>What a family of networks trains best with, where its options leave it open.</summary>
internal readonly record struct FamilyDefaults(int Epochs, int BatchSize, double WeightDecay, double Dropout)
{
    public static FamilyDefaults For(AcnOptions options, int rows) => options switch
    {
        AcnImageOptions => ImageDefaults.For(rows),
        AcnVectorOptions => VectorDefaults.For(rows),
        _ => new FamilyDefaults(TrainingPlanner.EpochsFor(rows), TrainingPlanner.BatchSizeFor(rows), 0.2, 0.3),
    };
}
