using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class TemperatureScalingTests
{
    [Fact]
    public void Two_classes_get_the_temperature_that_theory_says()
    {
        // Three of four rows are right at logits (2, 0): the best probability is 3/4, so 2 / T = ln 3.
        float[] logits = [2, 0, 2, 0, 2, 0, 2, 0];
        int[] labels = [0, 0, 0, 1];

        Assert.Equal(2 / Math.Log(3), TemperatureScaling.Best(logits, labels, [1, 1, 1, 1]), 1e-4);
    }

    [Fact]
    public void Weights_count()
    {
        // The wrong row counts as three: right and wrong are even, and the temperature goes to its limit.
        Assert.Equal(4, TemperatureScaling.Best([2, 0, 2, 0, 2, 0, 2, 0], [0, 0, 0, 1], [1, 1, 1, 3]), 1e-3);
    }

    [Fact]
    public void A_network_that_is_right_everywhere_gets_the_lowest_temperature()
        => Assert.Equal(0.25, TemperatureScaling.Best([1, 0, 0, 1], [0, 1], [1, 1]), 1e-3);

    [Fact]
    public void Fit_scales_probabilities_and_keeps_predictions()
    {
        AcnTextOptions plain = TrainingData.Options(), calibrated = TrainingData.Options();
        plain.CalibrateProbabilities = false;
        TrainingRows validation = TrainingData.Separable(rows: 150, seed: 5), test = TrainingData.Separable(rows: 90, seed: 6);

        AcnModel without = TrainingData.Train(plain, validation: validation), with = TrainingData.Train(calibrated, validation: validation);

        Assert.Equal(without.Evaluate(test).Accuracy, with.Evaluate(test).Accuracy);
        Assert.True(with.Evaluate(validation).LogLoss < without.Evaluate(validation).LogLoss);
        without.Network.Dispose();
        with.Network.Dispose();
    }
}
