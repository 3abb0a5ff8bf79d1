using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

public class TrainedClassesTests
{
    [Theory]
    [InlineData(new[] { 0, 2, 2 }, null, 3, 2)]
    [InlineData(new[] { 0, 1, 2 }, null, 3, 0)] // all have rows
    [InlineData(new[] { 1, 1 }, null, 3, 0)] // there is nothing to tell one class from
    [InlineData(new[] { 1 }, new[] { 0, 1, -1, 2 }, 4, 2)] // a new class without rows must be learned not to be meant
    public void They_are_those_with_rows_and_new_ones(int[] labels, int[]? classes, int count, int expected)
        => Assert.Equal(expected, TrainedClasses.Of(labels, classes, count)?.Count ?? 0);

    [Fact]
    public void The_loss_is_that_of_a_softmax_without_the_others_and_these_get_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        Tensor logits = tensor(new float[] { 1, 9, 2, 0, -4, 1 }, [2, 3], requires_grad: true);
        TrainedClasses classes = TrainedClasses.Of([0, 2], null, 3)!;

        Tensor loss = nn.functional.cross_entropy(classes.Select(logits), tensor(new[] { classes.PlaceOf(2), classes.PlaceOf(0) }), reduction: nn.Reduction.Sum);
        loss.backward();

        Assert.Equal(Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(1)), loss.Numbers()[0], 1e-5);
        float[] gradient = logits.grad!.Numbers();
        Assert.Equal((0, 0), (gradient[1], gradient[4]));
        Assert.Equal(-1 / (1 + Math.E), gradient[2], 1e-5);
    }

    [Fact]
    public void Figures_of_validation_rows_are_among_them()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        var set = new TrainingSet(Continual.TinyRun.Store, [0, 2, 2, 0, 2], null, 4);
        int[] rows = [0, 1, 2, 3, 4];
        float[] logits = network.Logits(Continual.TinyRun.Store, rows)[^1];

        EvaluationResult result = Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { }, TrainedClasses.Of([0, 2], null, 4));

        double loss = rows.Average(row => Math.Log(1 + Math.Exp(logits[(row * 4) + (2 - set.Labels[row])] - logits[(row * 4) + set.Labels[row]])));
        Assert.Equal(loss, result.LogLoss, 1e-4);
        Assert.Equal(rows.Average(row => logits[(row * 4) + set.Labels[row]] > logits[(row * 4) + (2 - set.Labels[row])] ? 1 : 0), result.Accuracy, 1e-9);
    }
}
