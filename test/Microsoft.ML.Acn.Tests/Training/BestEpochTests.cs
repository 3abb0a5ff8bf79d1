using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class BestEpochTests
{
    [Fact]
    public void Higher_accuracy_is_better_and_ties_go_to_the_lower_loss()
    {
        var judge = new BestEpoch(new AcnEarlyStopping { Metric = AcnStoppingMetric.Accuracy });

        Assert.True(judge.Add(new EvaluationResult(0.5, 1.0)));
        Assert.True(judge.Add(new EvaluationResult(0.6, 2.0)));
        Assert.False(judge.Add(new EvaluationResult(0.6, 2.0)));
        Assert.True(judge.Add(new EvaluationResult(0.6, 1.9)));
        Assert.False(judge.Add(new EvaluationResult(0.55, 0.1)));
    }

    [Fact]
    public void Lower_loss_is_better_where_loss_is_the_figure()
    {
        var judge = new BestEpoch(new AcnEarlyStopping { Metric = AcnStoppingMetric.LogLoss });

        Assert.True(judge.Add(new EvaluationResult(0.9, 1.0)));
        Assert.True(judge.Add(new EvaluationResult(0.1, 0.9)));
        Assert.False(judge.Add(new EvaluationResult(0.99, 0.9)));
    }

    [Fact]
    public void Patience_counts_the_epochs_since_the_best()
    {
        var judge = new BestEpoch(new AcnEarlyStopping { Metric = AcnStoppingMetric.Accuracy, Patience = 2 });
        double[] accuracies = [0.5, 0.4, 0.6, 0.6, 0.5];
        bool[] over = [.. accuracies.Select(accuracy =>
        {
            judge.Add(new EvaluationResult(accuracy, 1));
            return judge.IsPatienceOver;
        })];

        Assert.Equal([false, false, false, false, true], over);
    }

    [Fact]
    public void Without_patience_no_epoch_is_too_many()
    {
        var judge = new BestEpoch(new AcnEarlyStopping());
        for (int epoch = 0; epoch < 100; epoch++)
            judge.Add(new EvaluationResult(1 - (epoch / 100.0), 1));

        Assert.False(judge.IsPatienceOver);
    }
}
