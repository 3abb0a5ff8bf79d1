namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Loads a model that another process saved, trains it on, and writes the entries of what came of it.</summary>
internal static class TrainedOnProcess
{
    public const string Command = "train-on";

    public static int RunChild(string modelPath, string resultPath)
    {
        using var initial = (IDisposable)new MLContext().Model.Load(modelPath, out _);
        File.WriteAllBytes(resultPath, TrainOn((ITransformer)initial));
        return 0;
    }

    /// <summary>The entries of the saved model that one more epoch makes of this one.</summary>
    public static byte[] TrainOn(ITransformer initial)
    {
        var context = new MLContext(seed: 1);
        AcnTrainer trainer = context.MulticlassClassification.Trainers.Acn(TinyTexts.Options(options => (options.Epochs, options.Threads, options.Continual) = (1, 1, AcnContinual.SynapticIntelligence())));
        IDataView data = TinyTexts.View(context, TinyTexts.Rows(60, seed: 9));
        using AcnTransformer next = initial is AcnPretrainedTransformer pretrained ? trainer.Fit(data, pretrained) : trainer.Fit(data, (AcnTransformer)initial);
        return SeedTraining.Save(context, next, data);
    }

    /// <summary>The same in a process of its own.</summary>
    public static byte[] TrainOn(string modelPath, string resultPath)
    {
        (int code, string output) = FreshProcess.Run(typeof(FreshProcess).Assembly.Location, Command, modelPath, resultPath);
        Assert.True(code == 0, output);
        return File.ReadAllBytes(resultPath);
    }
}
