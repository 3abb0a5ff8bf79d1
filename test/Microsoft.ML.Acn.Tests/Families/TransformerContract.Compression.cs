using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>How a depth is chosen, what is told of it, and what fine-tuning makes of the cut.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private AcnOptions FineTuning => Family.Options();

    [Fact]
    public void A_tolerance_in_log_loss_keeps_the_smallest_depth_within_it()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        AcnDepthProfile profile = Family.Rough.ProfileDepth(data, measureSpeed: false);
        double[] losses = [.. profile.Select(depth => depth.LogLoss)];

        // Each depth's own distance from the full one, and a little less.
        foreach (double tolerance in losses.Select(loss => Math.Max(loss - losses[^1], 0)).SelectMany(distance => new[] { distance, Math.Max(distance - 1e-6, 0) }))
        {
            using AcnTransformer compressed = Family.Rough.Compress(data, new AcnCompressionOptions { LogLossTolerance = tolerance, MeasureSpeed = false });
            Assert.Equal(profile.First(depth => depth.LogLoss <= losses[^1] + tolerance + 1e-9).Depth, compressed.Depth);
        }
    }

    [Fact]
    public void A_floor_on_depth_holds_whatever_the_tolerance()
    {
        IDataView data = Family.View(_context, UnbalancedRows);

        using AcnTransformer compressed = Family.Rough.Compress(data, new AcnCompressionOptions { AccuracyTolerance = 1, MinimumDepth = 2, MeasureSpeed = false });
        var error = Assert.Throws<ArgumentException>(() => Family.Rough.Compress(data, new AcnCompressionOptions { MinimumDepth = 4 }));

        Assert.Equal(2, compressed.Depth);
        Assert.Contains("MinimumDepth is 4; allowed: from 0 to 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_compressed_model_and_the_log_say_why()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        var log = new List<string>();
        var context = new MLContext(seed: 1);
        context.Log += (_, entry) => log.Add(entry.Kind == ChannelMessageKind.Info ? entry.RawMessage : string.Empty);
        using var file = new MemoryStream();
        _context.Model.Save(Family.Rough, data.Schema, file);
        using var full = (AcnTransformer)context.Model.Load(file, out _);

        using AcnTransformer compressed = full.Compress(data, 0.1);
        using AcnTransformer cut = compressed.Truncate(0);

        AcnCompression why = compressed.Compression!;
        Assert.Equal(compressed.Depth, why.Depth);
        Assert.Equal(4, why.Profile.Count);
        Assert.All(why.Profile, depth => Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9));
        Assert.Null(why.FineTuned);
        Assert.StartsWith($"Kept {compressed.Depth} of 3 layers", why.Reason, StringComparison.Ordinal);
        string marked = Assert.Single(why.ToString().Split('\n'), line => line.EndsWith("<- kept", StringComparison.Ordinal));
        Assert.StartsWith($"    {compressed.Depth}  ", marked, StringComparison.Ordinal);
        Assert.Contains(why.ToString(), log);
        Assert.Null(full.Compression);
        Assert.Null(cut.Compression);
    }

    [Fact]
    public void Fit_says_why_it_cut()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);

        using AcnTransformer model = Family
            .Trainer(_context, options => (options.Epochs, options.CompressionTolerance, options.CalibrateProbabilities) = (1, 1, false))
            .Fit(Family.View(_context), validation);

        Assert.Equal(0, model.Depth);
        AcnCompression why = model.Compression!;
        Assert.Equal((0, UnbalancedRows.Count), (why.Depth, why.Profile.Rows));
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(validation));
        Assert.Equal(metrics.MicroAccuracy, why.Profile[0].Accuracy, 9);
        Assert.Equal(metrics.MacroAccuracy, why.Profile[0].MacroAccuracy, 9);
        Assert.Equal(metrics.LogLoss, why.Profile[0].LogLoss, 5);
    }

    [Fact]
    public void Fine_tuning_changes_the_weights_for_the_better()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);
        // The keys of another data set may come in another order.
        IDataView train = Family.View(_context, Family.Rows(60, seed: 9).OrderByDescending(row => row.Kind, StringComparer.Ordinal));
        var options = new AcnCompressionOptions { LogLossTolerance = 100, MinimumDepth = 1, MeasureSpeed = false };
        using AcnTransformer cut = Family.Rough.Compress(validation, options);
        (options.FineTuneEpochs, options.FineTuneData, options.FineTuneOptions, options.FineTuneLearningRate) = (3, train, FineTuning, FineTuning.LearningRate);

        using AcnTransformer tuned = Family.Rough.Compress(validation, options);

        Assert.Equal(1, tuned.Depth);
        Assert.Same(Family.Rough.Model.Encoder, tuned.Model.Encoder);
        Dictionary<string, float[]> before = cut.Model.Network.Snapshot();
        Assert.All(tuned.Model.Network.Snapshot(), weight => Assert.NotEqual(before[weight.Key], weight.Value));
        MulticlassClassificationMetrics was = _context.MulticlassClassification.Evaluate(cut.Transform(validation));
        MulticlassClassificationMetrics now = _context.MulticlassClassification.Evaluate(tuned.Transform(validation));
        Assert.True(now.LogLoss < was.LogLoss, $"log-loss {now.LogLoss} after {was.LogLoss}");
        AcnDepthResult found = tuned.Compression!.FineTuned!;
        Assert.Equal(now.MicroAccuracy, found.Accuracy, 9);
        Assert.Equal(now.LogLoss, found.LogLoss, 5);
        Assert.Equal(1, found.Depth);
    }

    [Fact]
    public void Fine_tuning_that_only_harms_leaves_the_cut_as_it_was_to_the_bit()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);
        var options = new AcnCompressionOptions { AccuracyTolerance = 1, MinimumDepth = 1, MeasureSpeed = false };
        using AcnTransformer cut = Model.Compress(validation, options);
        (options.FineTuneEpochs, options.FineTuneData, options.FineTuneOptions, options.FineTuneLearningRate) = (2, Wrong, FineTuning, 0.05);

        using AcnTransformer tuned = Model.Compress(validation, options);

        Assert.Equal(cut.Model.Network.Snapshot(), tuned.Model.Network.Snapshot());
        Assert.Equal(tuned.Compression!.Profile[1].Accuracy, tuned.Compression.FineTuned!.Accuracy);
        Assert.Equal(tuned.Compression.Profile[1].LogLoss, tuned.Compression.FineTuned.LogLoss);
    }

    [Fact]
    public void Fine_tuning_reports_progress_and_can_be_cancelled()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        using var stop = new CancellationTokenSource();
        var progress = new RecordingProgress(report =>
        {
            if (report.IsEpochEnd && report.Epoch == 2)
                stop.Cancel();
        });
        AcnOptions training = FineTuning;
        (training.Progress, training.CancellationToken) = (progress, stop.Token);
        var options = new AcnCompressionOptions { FineTuneEpochs = 500, FineTuneData = data, FineTuneOptions = training, MeasureSpeed = false };

        Assert.ThrowsAny<OperationCanceledException>(() => Family.Rough.Compress(data, options));

        Assert.Equal([1, 2], progress.EpochEnds.Select(end => end.Epoch));
    }

    [Fact]
    public void Data_to_fine_tune_on_without_the_input_is_refused()
    {
        IDataView data = Family.View(_context), without = _context.Transforms.DropColumns(Family.Input).Fit(data).Transform(data);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Model.Compress(data, new AcnCompressionOptions { FineTuneEpochs = 1, FineTuneData = without, MeasureSpeed = false }));

        Assert.StartsWith($"Could not find feature column '{Family.Input}'", error.Message, StringComparison.Ordinal);
    }
}
