using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Continual;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

/// <summary>A few steps of a network of random weights on texts of which each touches some rows of the table.</summary>
internal static class TinyRun
{
    public static readonly TextRowStore Store = TestTexts.Store("the cat", "on the mat", "a dog sat", "cat on cat", "mat");

    public static TrainingPlan Plan(double decay = 0.1) => new()
    {
        Epochs = 1,
        BatchSize = 2,
        LearningRate = 0.02,
        WeightDecay = decay,
        WarmupFraction = 0,
        Dropout = 0,
        LabelSmoothing = 0,
        GradientClipNorm = 0.5,
        ValidationFraction = 0,
    };

    public static TrainingBatch Batch(AcnNetwork network, params int[] rows)
        => new(TestNetworks.Encoder(network).Collate(Store, rows, new TextNoise(new Random(1), 0)), Array.ConvertAll(rows, row => (long)(row % 4)), [.. rows.Select(_ => 1f)]);

    public static void Steps(AcnNetwork network, IReadOnlyList<IStepRule> rules, int steps, AnchorWeights? anchor = null, double decay = 0.1, int[][]? batches = null)
    {
        using var step = new TrainingStep(network, Plan(decay), new Random(1), rules, anchor);
        batches ??= [[0, 1], [2, 3], [4, 0], [3, 3]];
        for (int i = 0; i < steps; i++)
            step.Run(Batch(network, batches[i % batches.Length]), 0.02);
        step.Settle();
    }
}
