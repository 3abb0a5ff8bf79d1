namespace Microsoft.ML.Acn.Training;

/// <summary>Chooses what the options leave open from the number of rows and classes. docs/defaults.md explains the rules.</summary>
internal static class TrainingPlanner
{
    /// <summary>Hidden features of a layer's MLP per feature of the network.</summary>
    public const int HiddenPerWidth = 2;

    public static TrainingPlan Plan(AcnOptions options, int rows, int classes) => new()
    {
        Epochs = options.Epochs ?? 5,
        BatchSize = options.BatchSize ?? 64,
        LearningRate = options.LearningRate,
        WeightDecay = options.WeightDecay ?? 0.2,
        WarmupFraction = options.WarmupFraction,
        Dropout = options.Dropout ?? 0.3,
        HiddenShare = options is AcnTextOptions text ? text.WordDropout ?? 0.2 : 0,
        LabelSmoothing = options.LabelSmoothing,
        GradientClipNorm = options.GradientClipNorm,
        ValidationFraction = options.ValidationFraction ?? 0.1,
    };
}
