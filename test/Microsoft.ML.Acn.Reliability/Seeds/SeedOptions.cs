namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>Options of networks that are trained in a moment, on one thread and in 32 bits, and have small files.</summary>
public static class SeedOptions
{
    public static AcnTextOptions Text(Action<AcnTextOptions>? change = null)
        => Common(new AcnTextOptions { FeatureColumnName = nameof(SeedRow.Text), SubwordBuckets = 16, BigramBuckets = 8, MaxTokens = 8 }, change);

    public static AcnImageOptions Image(AcnImageArchitecture architecture, AcnImageStem stem) => Common<AcnImageOptions>(
        new AcnImageOptions
        {
            FeatureColumnName = nameof(SeedRow.Pixels),
            ImageHeight = SeedRow.Side,
            ImageWidth = SeedRow.Side,
            Channels = 1,
            PatchSize = 4,
            Architecture = architecture,
            Stem = stem,
        },
        null);

    public static AcnVectorOptions Vector() => Common<AcnVectorOptions>(new AcnVectorOptions { FeatureColumnName = nameof(SeedRow.Numbers) }, null);

    public static AcnPretrainOptions Pretrain() => new()
    {
        InputColumnName = nameof(SeedRow.Text),
        Layers = 1,
        Width = 8,
        Heads = 2,
        Epochs = 1,
        SubwordBuckets = 16,
        BigramBuckets = 8,
        MaxTokens = 8,
        ValidationFraction = 0.2,
        Precision = AcnPrecision.Float32,
        Threads = 1,
        Seed = 1,
    };

    private static T Common<T>(T options, Action<T>? change)
        where T : AcnOptions
    {
        (options.Layers, options.Width, options.Heads, options.Epochs, options.BatchSize) = (2, 8, 2, 1, 16);
        (options.Precision, options.Threads, options.Seed) = (AcnPrecision.Float32, 1, 1);
        change?.Invoke(options);
        return options;
    }
}
