using System.Reflection;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>What fine-tuning takes from its options, and what is left of it when it is cancelled.</summary>
public abstract partial class TransformerContract<TFamily>
{
    [Theory]
    [InlineData("data", "token")]
    [InlineData("data", "context")]
    [InlineData("start", "token")]
    [InlineData("start", "context")]
    public void Fine_tuning_that_is_cancelled_before_its_first_step_keeps_the_cut_if_asked_to(string moment, string canceller)
    {
        IDataView validation = Family.View(_context, UnbalancedRows);
        using var stop = new CancellationTokenSource();
        var context = new MLContext(seed: 1);
        bool isArmed = false;
        void Cancel()
        {
            if (canceller == "token")
                stop.Cancel();
            else
                CancelExecution(context);
        }

        IEnumerable<FamilyRow> CancellingRows()
        {
            if (isArmed && moment == "data")
                Cancel();
            foreach (FamilyRow row in UnbalancedRows)
                yield return row;
        }

        var warnings = new List<string>();
        context.Log += (_, entry) =>
        {
            // The last sentence before the cut is validated.
            if (moment == "start" && entry.RawMessage.StartsWith("Training Acn network", StringComparison.Ordinal))
                Cancel();
            if (entry.Kind == ChannelMessageKind.Warning)
                warnings.Add(entry.RawMessage);
        };
        using AcnTransformer full = RoughIn(context), cut = full.Truncate(1);
        AcnCompressionOptions options = ForCancelling(Family.View(_context, CancellingRows()), stop.Token);
        isArmed = true;

        using AcnTransformer compressed = full.Compress(validation, options);

        Assert.Equal(cut.Model.Network.Snapshot(), compressed.Model.Network.Snapshot());
        Assert.Equal(1, compressed.Compression!.Depth);
        Assert.Null(compressed.Compression.FineTuned);
        Assert.Contains("Fine-tuning was cancelled before its first step; the cut is kept as it is.", warnings);
    }

    [Fact]
    public void Fine_tuning_that_is_cancelled_at_its_end_keeps_the_best_if_asked_to()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);
        var context = new MLContext(seed: 1);
        using AcnTransformer full = RoughIn(context);
        AcnCompressionOptions options = ForCancelling(validation, CancellationToken.None);
        options.FineTuneOptions!.Progress = new RecordingProgress(report =>
        {
            if (report.IsEpochEnd)
                CancelExecution(context);
        });

        using AcnTransformer compressed = full.Compress(validation, options);

        Assert.True(compressed.Compression!.FineTuned!.LogLoss <= compressed.Compression.Profile[1].LogLoss);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_failure_of_fine_tuning()
    {
        IDataView validation = Family.View(_context, UnbalancedRows);
        using var stop = new CancellationTokenSource();
        AcnCompressionOptions options = ForCancelling(new FailingView(validation, new TaskCanceledException()), stop.Token);

        Assert.Throws<TaskCanceledException>(() => Model.Compress(validation, options));
    }

    [Fact]
    public void The_patience_of_its_options_ends_fine_tuning()
    {
        var progress = new RecordingProgress();
        AcnOptions training = FineTuning;
        (training.EarlyStopping, training.Progress) = (new AcnEarlyStopping { Patience = 1 }, progress);
        var options = new AcnCompressionOptions { AccuracyTolerance = 1, MinimumDepth = 1, MeasureSpeed = false, FineTuneEpochs = 3, FineTuneData = Wrong, FineTuneOptions = training, FineTuneLearningRate = 0.05 };

        using AcnTransformer tuned = Model.Compress(Family.View(_context, UnbalancedRows), options);

        Assert.False(Assert.Single(progress.EpochEnds).IsBest);
    }

    [Fact]
    public void Fine_tuning_without_a_seed_gives_the_same_each_time()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        AcnOptions training = FineTuning;
        training.Seed = null;
        var options = new AcnCompressionOptions { LogLossTolerance = 100, MinimumDepth = 1, MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = training, FineTuneLearningRate = training.LearningRate };

        using AcnTransformer first = Family.Rough.Compress(data, options), second = Family.Rough.Compress(data, options);

        Assert.Equal(first.Model.Network.Snapshot(), second.Model.Network.Snapshot());
        training.Seed = 12;
        using AcnTransformer other = Family.Rough.Compress(data, options);
        Assert.NotEqual(first.Model.Network.Snapshot(), other.Model.Network.Snapshot());
    }

    /// <summary>Rows from which only wrong things can be learned.</summary>
    private IDataView Wrong => Family.View(_context, Mislabelled(Family.Rows(60)));

    private static void CancelExecution(MLContext context)
        => typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(context, null);

    /// <summary>One epoch, of which the best is kept.</summary>
    private AcnCompressionOptions ForCancelling(IDataView train, CancellationToken token)
    {
        AcnOptions training = FineTuning;
        (training.CancellationToken, training.OnCancellation) = (token, AcnCancellationBehavior.KeepBest);
        return new AcnCompressionOptions { LogLossTolerance = 100, MinimumDepth = 1, MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = train, FineTuneOptions = training };
    }

    /// <summary>The rough model in a context of its own.</summary>
    private AcnTransformer RoughIn(MLContext context)
    {
        using var file = new MemoryStream();
        _context.Model.Save(Family.Rough, null, file);
        return (AcnTransformer)context.Model.Load(file, out _);
    }
}
