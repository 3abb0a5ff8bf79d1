using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Tests.Networks;

namespace Microsoft.ML.Acn.Tests.Training;

public class TrainingCancellationTests
{
    [Fact]
    public void Cancelled_training_throws()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.Throw);
        var progress = new ReportList(report => source.Cancel());

        var error = Assert.ThrowsAny<OperationCanceledException>(() => TrainingData.Train(options, progress: progress));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Single(progress.Reports); // nothing was done after the report that cancelled
    }

    [Fact]
    public void Cancelled_training_can_keep_the_best_epoch()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.KeepBest);
        var progress = new ReportList(report =>
        {
            if (report is { Epoch: 3, IsEpochEnd: true })
                source.Cancel();
        });
        var warnings = new List<string>();

        AcnModel model = TrainingData.Train(options, validation: TrainingData.Separable(seed: 5), progress: progress, warn: warnings.Add);

        Assert.Equal(3, progress.Ends.Count());
        Assert.Contains(warnings, warning => warning.Contains("cancelled", StringComparison.Ordinal));
        Assert.Equal(progress.Ends.Max(report => report.ValidationAccuracy)!.Value, model.Evaluate(TrainingData.Separable(seed: 5)).Accuracy, 1e-9);
        model.Network.Dispose();
    }

    [Fact]
    public void The_best_epoch_is_kept_though_the_last_one_was_asked_for()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.KeepBest);
        // A rate that goes on shaking the weights, so that the last epoch is rarely the best.
        (options.EarlyStopping, options.LearningRate, options.Dropout, options.CalibrateProbabilities) = (null, 0.2, 0.5, false);
        TrainingRows validation = TrainingData.Separable(rows: 40, seed: 9);
        var progress = new ReportList(report =>
        {
            if (report is { Epoch: 6, IsEpochEnd: true })
                source.Cancel();
        });

        AcnModel model = TrainingData.Train(options, validation: validation, progress: progress);

        Assert.Equal(progress.Ends.Min(report => report.ValidationLoss)!.Value, model.Evaluate(validation).LogLoss, 1e-6);
        Assert.Contains(progress.Ends, report => !report.IsBest);
        model.Network.Dispose();
    }

    [Fact]
    public void Cancelled_after_the_last_epoch_training_throws_too()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.Throw);
        options.CompressionTolerance = 0.5;
        var progress = new ReportList(report =>
        {
            if (report.IsEpochEnd && report.Epoch == options.Epochs)
                source.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => TrainingData.Train(options, progress: progress));
    }

    [Fact]
    public void Cancelled_before_the_first_epoch_is_over_the_current_weights_are_kept()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.KeepBest);
        options.ValidationFraction = 0;
        // The first report within an epoch comes after a quarter of a second.
        options.Epochs = 1;
        var progress = new ReportList(report => source.Cancel());

        AcnModel model = TrainingData.Train(options, TrainingData.Separable(rows: 3_000), progress: progress);

        Assert.InRange(progress.Reports[0].Rows, 1, 3_000);
        Assert.All(model.Network.Snapshot().Values, numbers => Assert.DoesNotContain(numbers, number => !float.IsFinite(number)));
        model.Network.Dispose();
    }

    [Theory]
    [InlineData(AcnCancellationBehavior.Throw)]
    [InlineData(AcnCancellationBehavior.KeepBest)]
    public void Cancelled_before_the_first_step_there_is_nothing_to_keep(AcnCancellationBehavior behavior)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => TrainingData.Train(Options(source, behavior)));
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_failure_also_where_the_best_is_kept()
    {
        using var source = new CancellationTokenSource();
        AcnTextOptions options = Options(source, AcnCancellationBehavior.KeepBest);
        // As of a callback that waits for something which takes too long.
        var progress = new ReportList(report =>
        {
            if (report is { Epoch: 3, IsEpochEnd: true })
                throw new TaskCanceledException();
        });

        Assert.Throws<TaskCanceledException>(() => TrainingData.Train(options, progress: progress));
    }

    private static AcnTextOptions Options(CancellationTokenSource source, AcnCancellationBehavior behavior)
    {
        AcnTextOptions options = TrainingData.Options();
        options.CancellationToken = source.Token;
        options.OnCancellation = behavior;
        return options;
    }
}
