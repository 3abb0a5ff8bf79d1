namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>Models of every family, and of every kind that has something of its own in its file.</summary>
internal static class SeedModels
{
    private static readonly Lazy<IReadOnlyList<SeedModel>> _all = new(Train);

    /// <summary>All of them, trained once.</summary>
    public static IReadOnlyList<SeedModel> All => _all.Value;

    private static SeedModel[] Train()
    {
        var context = new MLContext(seed: 1);
        IDataView data = SeedRow.View(context, SeedRow.Make(60, seed: 1));
        AcnTransformer Fit(AcnOptions options) => SeedTraining.Fit(context, data, options);
        SeedModel Saved(string name, ITransformer model)
        {
            using (model as IDisposable)
                return SeedModel.Of(name, context, model, data);
        }

        using AcnTransformer text = Fit(SeedOptions.Text(options => options.Width = 16));
        return
        [
            SeedModel.Of("text", context, text, data),
            Saved("text pair", Fit(SeedOptions.Text(options => options.SecondFeatureColumnName = nameof(SeedRow.Second)))),
            Saved("vision transformer", Fit(SeedOptions.Image(AcnImageArchitecture.VisionTransformer, AcnImageStem.Linear))),
            Saved("mixer", Fit(SeedOptions.Image(AcnImageArchitecture.MlpMixer, AcnImageStem.Convolutional))),
            Saved("vector", Fit(SeedOptions.Vector())),
            Saved("early exit", text.WithEarlyExit(0.6)),
            Saved("features", context.Transforms.AcnFeatures(text, "Of the head", 1).Fit(data)),
            Saved("pre-trained", context.Transforms.Text.AcnPretrain(SeedOptions.Pretrain()).Fit(data)),
            Saved("pruned weights", text.Prune(new AcnPruningOptions { Sparsity = 0.9, IncludeEmbedding = true })),
            Saved("pruned units", text.Prune(new AcnPruningOptions { Target = AcnPruningTarget.HiddenUnits, Sparsity = 0.5 })),
            Saved("importances", Fit(SeedOptions.Text(options => options.Continual = AcnContinual.SynapticIntelligence()))),
            Saved("replay", Fit(SeedOptions.Text(options => options.Continual = AcnContinual.Replay(2)))),
        ];
    }
}
