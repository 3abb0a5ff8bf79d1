namespace Microsoft.ML.Acn.Training;

/// <summary>Defaults for images.</summary>
internal static class ImageDefaults
{
    private const int BatchSize = 64;
    private const double WeightDecay = 0.05;
    private const double Dropout = 0.1;
    private const int FewestEpochs = 3;
    private const int MostEpochs = 60;

    public static FamilyDefaults For(int rows) => new(EpochsFor(rows), BatchSize, WeightDecay, Dropout);

    /// <summary>60 epochs of 1,000 images, 12 of 60,000, and what the power of the number between them gives elsewhere.</summary>
    private static int EpochsFor(int rows)
        => (int)Math.Clamp(Math.Round(MostEpochs * Math.Pow(Math.Max(rows, 1) / 1_000.0, Math.Log(12.0 / MostEpochs) / Math.Log(60))), FewestEpochs, MostEpochs);
}
