using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class ClassWeightingTests
{
    [Fact]
    public void Without_balancing_every_class_counts_one()
        => Assert.Equal([1f, 1f, 1f], ClassWeighting.For(AcnClassWeights.None, Set([0, 0, 2]), [0, 1, 2]));

    [Fact]
    public void Balanced_classes_have_the_same_say()
    {
        // 8 rows, 2 classes with rows: 8 / (2 * 6) and 8 / (2 * 2). The class without rows has no say anyway.
        float[] factors = ClassWeighting.For(AcnClassWeights.Balanced, Set([0, 0, 0, 0, 0, 0, 2, 2]), [0, 1, 2, 3, 4, 5, 6, 7]);

        Assert.Equal([8f / 12, 1f, 2f], factors);
    }

    [Fact]
    public void Only_the_rows_trained_on_are_counted()
        => Assert.Equal([1f, 1f, 1f], ClassWeighting.For(AcnClassWeights.Balanced, Set([0, 0, 0, 1, 2]), [2, 3, 4]));

    [Fact]
    public void Rows_count_by_their_weight()
    {
        float[] factors = ClassWeighting.For(AcnClassWeights.Balanced, Set([0, 1, 1, 2], [3, 0.5f, 0.5f, 0]), [0, 1, 2, 3]);

        Assert.Equal([4f / 6, 2f, 1f], factors);
    }

    private static TrainingSet Set(int[] labels, float[]? weights = null)
        => TrainingData.Rows(labels, Array.ConvertAll(labels, _ => "text"), weights).Set();
}
