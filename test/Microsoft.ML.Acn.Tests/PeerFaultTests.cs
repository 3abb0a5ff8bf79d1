using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>What users of ML.NET's own text classification trainer stumble over, and do not here.</summary>
public class PeerFaultTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void Validation_accuracy_is_that_of_all_validation_rows()
    {
        // 33 rows in batches of 16: the last batch is a single row.
        IDataView validation = TinyTexts.View(_context, TinyTexts.Rows(33, seed: 8));
        var progress = new RecordingProgress();
        using AcnTransformer model = _context.MulticlassClassification.Trainers
            .Acn(TinyTexts.Options(options => (options.Epochs, options.LearningRate, options.Progress) = (1, 0.001, progress)))
            .Fit(TinyTexts.View(_context), validation);

        AcnTrainingProgress end = Assert.Single(progress.EpochEnds);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(validation));
        Assert.Equal(metrics.MicroAccuracy, end.ValidationAccuracy!.Value, 6);
        Assert.Equal(metrics.LogLoss, end.ValidationLoss!.Value, 4);
        Assert.InRange(metrics.MicroAccuracy, 0.1, 0.99);
    }

    [Fact]
    public void Rows_that_come_sorted_by_class_are_shuffled()
    {
        IDataView sorted = TinyTexts.View(_context, TinyTexts.Rows().OrderBy(row => row.Topic));

        using AcnTransformer model = TinyModel.Train(_context, null, sorted);

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(TinyTexts.View(_context, TinyTexts.Rows(90, seed: 3)))).MicroAccuracy > 0.9);
    }

    [Fact]
    public void Scores_are_probabilities_so_that_the_log_loss_means_something()
    {
        IDataView data = TinyTexts.View(_context);

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(TinyModel.Shared.Transform(data));

        // Logits taken for probabilities would be clamped to 1 and 1e-15.
        Assert.InRange(metrics.LogLoss, 0.001, Math.Log(3));
        Assert.InRange(metrics.LogLossReduction, 0, 1);
    }

    [Fact]
    public void Classes_are_counted_by_keys_and_not_by_the_labels_seen()
    {
        List<TextRow> rows = [.. TinyTexts.Rows(60)];
        rows.ForEach(row => row.Weight = row.Topic == "tool" ? 0 : 1);
        IDataView withoutTools = _context.Data.FilterRowsByColumn(TinyTexts.View(_context, rows), "Weight", lowerBound: 0.5);

        using AcnTransformer model = TinyModel.Train(_context, null, withoutTools);

        Assert.Equal(3, TinyModel.Scores(model.Transform(withoutTools))[0].Length);
    }

    [Fact]
    public void Many_rows_share_a_forward_pass()
    {
        using AcnTransformer copy = TinyModel.Shared.Truncate(2);
        var encoder = new CountingEncoder(copy.Model.Encoder);
        using var counted = new AcnTransformer(_context, copy.Model with { Encoder = encoder, Network = copy.Model.Network.Truncate(2) });

        Assert.Equal(600, TinyModel.Scores(counted.Transform(_context.Data.LoadFromEnumerable(TinyTexts.Rows(600)))).Length);

        Assert.Equal(600, encoder.Rows);
        Assert.InRange(encoder.Batches, 1, 30);
    }

    [Fact]
    public void A_missing_label_is_skipped_with_one_warning()
    {
        IDataView data = _context.Data.LoadFromEnumerable(TinyTexts.Rows(60));
        IDataView known = _context.Data.TakeRows(data, 2);
        IDataView keyed = _context.Transforms.Conversion.MapValueToKey("Label", "Topic").Fit(known).Transform(data);
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };

        using AcnTransformer model = TinyModel.Train(_context, null, keyed);

        Assert.Equal("20 of 60 rows of the training data have a missing label in column 'Label' and were skipped.", Assert.Single(warnings));
        Assert.Equal(60, TinyModel.Scores(model.Transform(keyed)).Length);
    }

    [Fact]
    public void Texts_that_are_cut_are_reported()
    {
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        IEnumerable<TextRow> rows = TinyTexts.Rows(60).Append(new TextRow { Topic = "tool", Text = string.Join(' ', Enumerable.Repeat("saw", 5_000)) });

        using AcnTransformer model = TinyModel.Train(_context, options => options.MaxTokens = 32, TinyTexts.View(_context, rows));

        Assert.Contains("1 of 61 texts", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_speed_and_time_left_are_reported_to_progress_and_log()
    {
        var progress = new RecordingProgress();
        var log = new List<string>();
        _context.Log += (_, entry) => log.Add(entry.RawMessage);

        using AcnTransformer model = TinyModel.Train(_context, options => (options.Epochs, options.Progress) = (3, progress));

        Assert.Equal([1, 2, 3], progress.EpochEnds.Select(end => end.Epoch));
        Assert.All(progress.EpochEnds, end => Assert.True(end.Loss > 0 && end.RowsPerSecond > 0 && end.Rows == end.RowsPerEpoch));
        Assert.Equal(TimeSpan.Zero, progress.EpochEnds.Last().TimeLeft);
        Assert.All(progress.EpochEnds, end => Assert.Contains(end.ToString(), log));
    }

    [Fact]
    public void The_best_epochs_weights_come_back()
    {
        IDataView validation = TinyTexts.View(_context, TinyTexts.Rows(50, seed: 8));
        var progress = new RecordingProgress();
        using AcnTransformer model = _context.MulticlassClassification.Trainers
            .Acn(TinyTexts.Options(options =>
            {
                options.Epochs = 40;
                options.LearningRate = 0.05;
                options.Progress = progress;
                options.CalibrateProbabilities = false;
                options.EarlyStopping = new AcnEarlyStopping { Metric = AcnStoppingMetric.LogLoss, Patience = 2 };
            }))
            .Fit(TinyTexts.View(_context, TinyTexts.Rows(60)), validation);

        double best = progress.EpochEnds.Min(end => end.ValidationLoss!.Value);
        Assert.True(progress.EpochEnds.Count() < 40, "training did not stop early");
        Assert.Equal(best, _context.MulticlassClassification.Evaluate(model.Transform(validation)).LogLoss, 4);
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

        using AcnTransformer model = TinyModel.Train(_context, options =>
        {
            options.Epochs = 1_000;
            options.WarmupFraction = 0;
            options.Progress = progress;
            options.CancellationToken = source.Token;
            options.OnCancellation = AcnCancellationBehavior.KeepBest;
        });

        Assert.Equal(3, progress.EpochEnds.Count());
        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(TinyTexts.View(_context))).MicroAccuracy > 0.5);
    }

    [Fact]
    public void Other_languages_than_English_are_learned()
    {
        string[] words = ["狗", "猫咪", "ねこ", "хлеб", "сыр", "ψωμί", "अनाज", "молоток", "鋸", "망치"];
        TextRow[] rows = [.. Enumerable.Range(0, 200).Select(i => new TextRow
        {
            Topic = (i % 10) switch { < 3 => "animal", < 7 => "food", _ => "tool" },
            Text = $"{words[i % 10]}{(i % 2 == 0 ? " " : "")}{words[i % 10]} {i}",
        })];

        using AcnTransformer model = TinyModel.Train(_context, null, TinyTexts.View(_context, rows));

        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(TinyTexts.View(_context, rows))).MicroAccuracy > 0.9);
    }
}
