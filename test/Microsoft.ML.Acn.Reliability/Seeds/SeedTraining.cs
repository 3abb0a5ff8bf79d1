namespace Microsoft.ML.Acn.Reliability.Seeds;

/// <summary>Runs that are over in a moment, and their models as bytes.</summary>
internal static class SeedTraining
{
    /// <summary>Trains a network of texts, and saves it.</summary>
    public static byte[] TextModel(int seed, int threads = 1, IProgress<AcnTrainingProgress>? progress = null, int rows = 60)
    {
        var context = new MLContext(seed: 1);
        IDataView data = SeedRow.View(context, SeedRow.Make(rows, seed: 1));
        using AcnTransformer model = FitText(context, data, options => (options.Seed, options.Threads, options.Progress, options.Epochs) = (seed, threads, progress, 3));
        return Save(context, model, data);
    }

    /// <summary>Trains a network of any family, and saves it.</summary>
    public static byte[] Model(AcnOptions options)
    {
        var context = new MLContext(seed: 1);
        IDataView data = SeedRow.View(context, SeedRow.Make(60, seed: 1));
        using AcnTransformer model = Fit(context, data, options);
        return Save(context, model, data);
    }

    /// <summary>Trains a network of texts.</summary>
    public static AcnTransformer FitText(MLContext context, IDataView data, Action<AcnTextOptions>? change = null)
        => Fit(context, data, SeedOptions.Text(change));

    /// <summary>Trains a network of any family.</summary>
    public static AcnTransformer Fit(MLContext context, IDataView data, AcnOptions options) => options switch
    {
        AcnTextOptions text => context.MulticlassClassification.Trainers.Acn(text).Fit(data),
        AcnImageOptions image => context.MulticlassClassification.Trainers.Acn(image).Fit(data),
        _ => context.MulticlassClassification.Trainers.Acn((AcnVectorOptions)options).Fit(data),
    };

    /// <summary>The bytes of a saved model.</summary>
    public static byte[] Save(MLContext context, ITransformer model, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.Save(model, data.Schema, file);
        // The archive has the time of day; its entries do not.
        return ModelEntries.Of(file.ToArray());
    }
}
