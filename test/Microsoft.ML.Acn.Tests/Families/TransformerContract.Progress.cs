using System.Reflection;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>What training tells, and how it is ended.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Fact]
    public void Loss_speed_and_time_left_are_reported_to_progress_and_log()
    {
        var progress = new RecordingProgress();
        var log = new List<string>();
        _context.Log += (_, entry) => log.Add(entry.RawMessage);

        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, options.Progress) = (3, progress));

        Assert.Equal([1, 2, 3], progress.EpochEnds.Select(end => end.Epoch));
        Assert.All(progress.EpochEnds, end => Assert.True(end.Loss > 0 && end.RowsPerSecond > 0 && end.Rows == end.RowsPerEpoch));
        Assert.Equal(TimeSpan.Zero, progress.EpochEnds.Last().TimeLeft);
        Assert.All(progress.EpochEnds, end => Assert.Contains(end.ToString(), log));
    }

    [Fact]
    public void Gradients_and_contributions_of_layers_are_reported_at_the_ends_of_epochs()
    {
        var progress = new RecordingProgress();

        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, options.Progress) = (2, progress));

        Assert.All(progress.Reports, report => Assert.Equal(report.IsEpochEnd, report.Layers is not null && report.EmbeddingContribution is > 0));
        foreach (AcnTrainingProgress end in progress.EpochEnds)
        {
            Assert.Equal([1, 2], end.Layers!.Select(layer => layer.Depth));
            Assert.All(end.Layers!, layer => Assert.True(layer is { GradientNorm: > 0, Contribution: > 0 }));
            Assert.InRange(end.Layers![0].DirectGradientShare!.Value, 0.001, 0.999);
            Assert.Equal(1, end.Layers[1].DirectGradientShare!.Value, 1e-6);
        }
    }

    [Fact]
    public void A_listener_changes_no_weight()
    {
        IDataView data = Family.View(_context, Family.Rows(60));
        using AcnTransformer heard = Family.Train(_context, options => (options.Epochs, options.Progress) = (2, new RecordingProgress()), data);
        using AcnTransformer unheard = Family.Train(_context, options => options.Epochs = 2, data);

        Assert.Equal(unheard.Model.Network.Snapshot(), heard.Model.Network.Snapshot());
    }

    [Fact]
    public void Validation_accuracy_is_that_of_all_validation_rows()
    {
        // The last batch is a single row.
        IDataView validation = Family.View(_context, Family.Rows(33, seed: 8));
        var progress = new RecordingProgress();
        using AcnTransformer model = Family
            .Trainer(_context, options => (options.Epochs, options.BatchSize, options.LearningRate, options.Progress) = (1, 16, Family.RoughLearningRate / 2, progress))
            .Fit(Family.View(_context), validation);

        AcnTrainingProgress end = Assert.Single(progress.EpochEnds);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(validation));
        Assert.Equal(metrics.MicroAccuracy, end.ValidationAccuracy!.Value, 6);
        Assert.Equal(metrics.LogLoss, end.ValidationLoss!.Value, 4);
        Assert.InRange(metrics.MicroAccuracy, 0.1, 0.99);
        Assert.Equal(model.ProfileDepth(validation).Select(depth => depth.Accuracy), end.DepthAccuracies!, (measured, reported) => Math.Abs(measured - reported) < 1e-6);
    }

    [Fact]
    public void Without_validation_rows_an_epoch_has_no_figures_of_them()
    {
        var progress = new RecordingProgress();
        using AcnTransformer model = Family.Train(_context, options => (options.Epochs, options.ValidationFraction, options.Progress) = (1, 0, progress));

        AcnTrainingProgress end = Assert.Single(progress.EpochEnds);
        Assert.Null(end.ValidationAccuracy);
        Assert.Null(end.ValidationLoss);
        Assert.Null(end.DepthAccuracies);
    }

    [Fact]
    public void The_best_epochs_weights_come_back()
    {
        IDataView validation = Family.View(_context, Family.Rows(50, seed: 8));
        var progress = new RecordingProgress();
        using AcnTransformer model = Family.Trainer(_context, options =>
        {
            options.Epochs = 40;
            options.LearningRate = 0.05;
            options.Progress = progress;
            options.CalibrateProbabilities = false;
            options.EarlyStopping = new AcnEarlyStopping { Metric = AcnStoppingMetric.LogLoss, Patience = 2 };
        }).Fit(Family.View(_context, Family.Rows(60)), validation);

        double best = progress.EpochEnds.Min(end => end.ValidationLoss!.Value);
        Assert.True(progress.EpochEnds.Count() < 40, "training did not stop early");
        Assert.Equal(best, _context.MulticlassClassification.Evaluate(model.Transform(validation)).LogLoss, 4);
    }

    [Fact]
    public void A_cancelled_context_ends_training()
    {
        var progress = new RecordingProgress(_ => typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(_context, null));

        Assert.ThrowsAny<OperationCanceledException>(() => Family.Train(_context, options => (options.Epochs, options.Progress) = (1_000, progress)));
        Assert.Single(progress.Reports);
    }

    [Fact]
    public void A_token_that_is_cancelled_already_ends_Fit()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Family.Train(_context, options => options.CancellationToken = source.Token));
    }

    [Fact]
    public void A_cancelled_training_ends_within_one_batch()
    {
        // All rows are one batch: a report comes after each.
        using var source = new CancellationTokenSource();
        var progress = new RecordingProgress(_ => source.Cancel());

        var error = Assert.ThrowsAny<OperationCanceledException>(() => Family.Train(_context, options =>
            (options.Epochs, options.BatchSize, options.Progress, options.CancellationToken) = (1_000, 1_000, progress, source.Token)));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Single(progress.Reports);
    }

    [Fact]
    public void A_cancelled_training_can_keep_the_best_so_far()
    {
        using var source = new CancellationTokenSource();
        var progress = new RecordingProgress(report =>
        {
            if (report.IsEpochEnd && report.Epoch == 3)
                source.Cancel();
        });

        using AcnTransformer model = Family.Train(_context, options =>
        {
            options.Epochs = 1_000;
            options.WarmupFraction = 0;
            options.Progress = progress;
            options.CancellationToken = source.Token;
            options.OnCancellation = AcnCancellationBehavior.KeepBest;
        });

        Assert.Equal(3, progress.EpochEnds.Count());
        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(Family.View(_context))).MicroAccuracy > 0.5);
    }
}
