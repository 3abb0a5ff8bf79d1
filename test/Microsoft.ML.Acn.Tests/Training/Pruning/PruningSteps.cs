using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

/// <summary>Steps of training on three texts, with rules.</summary>
internal static class PruningSteps
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat, the the");
    private static readonly int[] _labels = [1, 0, 3];

    public static void Train(AcnNetwork network, int steps, params IStepRule[] rules)
    {
        TrainingPlan plan = TrainingPlanner.Plan(TrainingData.Options(), 3) with { Dropout = 0 };
        using var step = new TrainingStep(network, plan, new Random(1), rules);
        for (int i = 0; i < steps; i++)
        {
            InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(i), 0));
            step.Run(new TrainingBatch(batch, Array.ConvertAll(_labels, label => (long)label), [1, 1, 1]), 0.01);
        }
        step.Settle();
    }
}
