using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>What a row's weight does to training.</summary>
public class RowWeightTests
{
    [Fact]
    public void Weights_of_any_scale_train_alike()
    {
        using var one = Train(_ => 1).Network;
        using var many = Train(_ => 1_024).Network;

        Assert.Equal(one.Snapshot(), many.Snapshot());
    }

    [Fact]
    public void A_row_of_small_weight_says_little_even_when_it_is_alone_in_its_batch()
    {
        TrainingRows test = TrainingData.Separable(seed: 4);
        AcnModel all = Train(_ => 1, batchSize: 1), without = Train(label => label == 2 ? 1e-6f : 1, batchSize: 1);

        double[] ofClass2 = [.. new[] { all, without }.Select(model => Evaluation.Run(
            model.Network, model.Encoder, test.Set(), [.. Enumerable.Range(0, test.Count).Where(row => test.Labels[row] == 2)], static () => { }).Accuracy)];

        Assert.True(ofClass2[0] > 0.8, $"{ofClass2[0]}");
        Assert.True(ofClass2[1] < 0.2, $"{ofClass2[1]}");
        all.Network.Dispose();
        without.Network.Dispose();
    }

    [Theory]
    [InlineData(AcnClassWeights.None)]
    [InlineData(AcnClassWeights.Balanced)]
    public void Factors_give_the_training_rows_a_mean_weight_of_one(AcnClassWeights kind)
    {
        TrainingSet set = TrainingData.Rows([0, 0, 0, 1, 2], ["a", "b", "c", "d", "e"], [3, 1, 0.5f, 8, 2]).Set();
        int[] rows = [0, 1, 3, 4];

        float[] factors = ClassWeighting.InUnitsOfTheMean(kind, set, rows);

        Assert.Equal(1, rows.Average(row => set.WeightOf(row) * factors[set.Labels[row]]), 1e-6);
        if (kind == AcnClassWeights.Balanced)
            Assert.Equal(4 * factors[0], 8 * factors[1], 1e-6);
    }

    [Fact]
    public void Weights_that_are_all_zero_are_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Train(_ => 0));

        Assert.Contains("weight 0 in column 'Weight'", error.Message, StringComparison.Ordinal);
    }

    private static AcnModel Train(Func<int, float> weightOf, int batchSize = 8)
    {
        AcnTextOptions options = TrainingData.Options();
        (options.ExampleWeightColumnName, options.BatchSize, options.ValidationFraction, options.Dropout) = ("Weight", batchSize, 0, 0);
        TrainingRows rows = TrainingData.Separable();
        return TrainingData.Train(options, new TrainingRows
        {
            Store = rows.Store,
            Labels = rows.Labels,
            Weights = Array.ConvertAll(rows.Labels, label => weightOf(label)),
            Classes = rows.Classes,
            SkippedMissingLabel = 0,
        });
    }
}
