using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>What must hold of the chosen values whatever they are tuned to.</summary>
public class TrainingPlannerTests
{
    private static readonly int[] _sizes = [1, 10, 500, 999, 1_000, 5_000, 66_000, 500_000, 50_000_000];

    [Fact]
    public void More_rows_mean_fewer_epochs_and_larger_batches()
    {
        foreach (AcnOptions options in new AcnOptions[] { new AcnTextOptions(), new AcnVectorOptions() })
        {
            TrainingPlan[] plans = [.. _sizes.Select(rows => TrainingPlanner.Plan(options, rows))];

            Assert.Equal(plans.Select(plan => plan.Epochs).OrderDescending(), plans.Select(plan => plan.Epochs));
            Assert.Equal(plans.Select(plan => plan.BatchSize).Order(), plans.Select(plan => plan.BatchSize));
        }
    }

    [Fact]
    public void What_is_chosen_is_what_a_user_could_have_set()
    {
        foreach (int rows in _sizes)
        {
            foreach (AcnOptions options in new AcnOptions[] { new AcnTextOptions(), new AcnVectorOptions() })
            {
                TrainingPlan plan = TrainingPlanner.Plan(options, rows);
                options.Epochs = plan.Epochs;
                options.BatchSize = plan.BatchSize;
                options.WeightDecay = plan.WeightDecay;
                options.Dropout = plan.Dropout;
                options.ValidationFraction = plan.ValidationFraction;
                OptionsValidator.Check(options);
            }
        }
    }

    [Fact]
    public void What_the_user_has_set_is_taken()
    {
        var options = new AcnTextOptions
        {
            Epochs = 77,
            BatchSize = 78,
            LearningRate = 0.011,
            WeightDecay = 0.012,
            WarmupFraction = 0.013,
            Dropout = 0.014,
            LabelSmoothing = 0.016,
            GradientClipNorm = 0.017,
            ValidationFraction = 0.018,
        };

        TrainingPlan plan = TrainingPlanner.Plan(options, 100);

        Assert.Equal((77, 78), (plan.Epochs, plan.BatchSize));
        Assert.Equal(
            [0.011, 0.012, 0.013, 0.014, 0.016, 0.017, 0.018],
            [plan.LearningRate, plan.WeightDecay, plan.WarmupFraction, plan.Dropout, plan.LabelSmoothing, plan.GradientClipNorm, plan.ValidationFraction]);
    }
}
