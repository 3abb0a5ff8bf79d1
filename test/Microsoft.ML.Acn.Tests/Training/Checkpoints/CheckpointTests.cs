using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training.Checkpoints;

namespace Microsoft.ML.Acn.Tests.Training.Checkpoints;

/// <summary>What users see of checkpoints: which runs go on, which are refused, and what is left behind.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 1);

    private string Path => _folder.File("run.checkpoint");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, Action<AcnVectorOptions>> Changes => new()
    {
        { "LearningRate is 0.02, in the checkpoint 0.01", "a number", options => options.LearningRate = 0.02 },
        { "Epochs is 9, in the checkpoint 3", "a number that may be open", options => options.Epochs = 9 },
        { "EarlyStopping.Patience is 2, in the checkpoint null", "a part", options => options.EarlyStopping!.Patience = 2 },
        { "Seed is 4, in the checkpoint 1", "the seed", options => options.Seed = 4 },
        { "Precision is Auto, in the checkpoint Float32", "the precision", options => options.Precision = AcnPrecision.Auto },
        { "initial weights is", "the shape", options => options.Width = 24 },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Other_options_are_refused_by_name(string expected, string what, Action<AcnVectorOptions> change)
    {
        Stop(Options());
        byte[] before = File.ReadAllBytes(Path);

        var error = Assert.Throws<AcnCheckpointException>(() => Fit(Options(change)));

        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Other_data_and_other_families_are_refused()
    {
        Stop(Options());
        List<VectorRow> rows = TinyVectors.Rows(60);
        rows[17].Features[2] += 0.5f;

        string changed = Assert.Throws<AcnCheckpointException>(() => Fit(Options(), rows)).Message;
        string fewer = Assert.Throws<AcnCheckpointException>(() => Fit(Options(), TinyVectors.Rows(57))).Message;
        AcnTextOptions texts = TinyTexts.Options(options => options.CheckpointPath = Path);
        string family = Assert.Throws<AcnCheckpointException>(() => _context.MulticlassClassification.Trainers.Acn(texts).Fit(TinyTexts.View(_context))).Message;

        Assert.Contains(" data is ", changed, StringComparison.Ordinal);
        Assert.Contains("training rows is ", fewer, StringComparison.Ordinal);
        Assert.Contains("options is AcnTextOptions, in the checkpoint AcnVectorOptions", family, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Other_pictures_are_refused_where_they_are_read_again_in_each_epoch(bool isTrainedOn)
    {
        List<FileRow> rows = TinyImages.Rows(120);
        AcnImageOptions options = TinyImages.Options(one => (one.ImageHeight, one.ImageWidth, one.Channels, one.PatchSize, one.MemoryBudgetMegabytes, one.Epochs) = (256, 256, 3, 64, 16, 1));
        AcnModel? initial = isTrainedOn ? StoppedRun.Train(options, TinyImages.View(_context, rows[..20])) : null;
        (options.CheckpointPath, options.CheckpointInterval) = (Path, TimeSpan.FromTicks(1));
        // What is trained anew reads all rows once more for their means.
        Assert.Throws<CrashException>(() => StoppedRun.Train(options, TinyImages.View(_context, rows), stopAt: isTrainedOn ? 60 : 180, initial));
        Assert.True(File.Exists(Path));
        (rows[1].Image, rows[3].Image) = (rows[3].Image, rows[1].Image);

        Assert.Contains("training data is ", Assert.Throws<AcnCheckpointException>(() => StoppedRun.Train(options, TinyImages.View(_context, rows), initial: initial)).Message, StringComparison.Ordinal);

        initial?.Network.Dispose();
    }

    [Fact]
    public void A_finished_run_gives_its_model_again_and_makes_room_for_others()
    {
        using AcnTransformer first = Fit(Options());
        var progress = new RecordingProgress();
        using AcnTransformer again = Fit(Options(options => options.Progress = progress)), other = Fit(Options(options => options.LearningRate = 0.02));
        using AcnTransformer plain = Fit(Options(options => (options.LearningRate, options.CheckpointPath) = (0.02, null)));

        Assert.Equal(first.Model.Network.Snapshot(), again.Model.Network.Snapshot());
        Assert.Empty(progress.Reports);
        Assert.Equal(plain.Model.Network.Snapshot(), other.Model.Network.Snapshot());
    }

    [Fact]
    public void Cross_validation_may_share_a_path()
    {
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(Options());
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<Data.MulticlassClassificationMetrics>> results = _context.MulticlassClassification.CrossValidate(TinyVectors.View(_context, TinyVectors.Rows(60)), trainer, 3);

        Assert.Equal(3, results.Count);
        foreach (TrainCatalogBase.CrossValidationResult<Data.MulticlassClassificationMetrics> result in results)
            ((IDisposable)result.Model).Dispose();
    }

    [Theory]
    [InlineData(AcnCancellationBehavior.Throw)]
    [InlineData(AcnCancellationBehavior.KeepBest)]
    public void A_cancelled_run_leaves_a_checkpoint_of_its_last_step(AcnCancellationBehavior behavior)
    {
        using AcnTransformer expected = Fit(Options(options => options.CheckpointPath = null));
        using var stop = new CancellationTokenSource();
        void Cancel(AcnVectorOptions options)
        {
            (options.CancellationToken, options.OnCancellation, options.CheckpointInterval) = (stop.Token, behavior, TimeSpan.FromHours(1));
            options.Progress = new RecordingProgress(report =>
            {
                if (report is { Epoch: 2, IsEpochEnd: true })
                    stop.Cancel();
            });
        }

        if (behavior == AcnCancellationBehavior.Throw)
        {
            Assert.ThrowsAny<OperationCanceledException>(() => Fit(Options(Cancel)));
        }
        else
        {
            using AcnTransformer best = Fit(Options(Cancel));
            Assert.True(best.Transform(TinyVectors.View(_context)).GetRowCount() is null or > 0);
        }
        using AcnTransformer resumed = Fit(Options());

        Assert.Equal(expected.Model.Network.Snapshot(), resumed.Model.Network.Snapshot());
    }

    [Fact]
    public void A_callback_that_throws_leaves_the_checkpoint_of_before()
    {
        using AcnTransformer expected = Fit(Options(options => options.CheckpointPath = null));

        Stop(Options());
        using AcnTransformer resumed = Fit(Options());

        Assert.Equal(expected.Model.Network.Snapshot(), resumed.Model.Network.Snapshot());
    }

    [Fact]
    public void A_state_that_is_not_finite_costs_no_more_than_a_warning()
    {
        var log = new List<string>();
        Checkpoint checkpoint = Checkpoint.For(Options(), StoppedRun.Context(log: log))!;
        checkpoint.Match([]);
        double sum = 1;
        StatePart[] parts = [StatePart.Of("sum", () => sum, read => sum = read)];
        var state = new LoopState(new ResumableRandom(1), new ResumableRandom(2));
        checkpoint.Write(parts, state, hasBest: false);
        byte[] before = File.ReadAllBytes(Path);
        sum = double.NaN;

        checkpoint.Write(parts, state, hasBest: false);

        Assert.Contains("'sum' holds a NaN or an infinity", log[^1], StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_told_at_once()
        => Assert.Contains("nowhere", Assert.Throws<DirectoryNotFoundException>(() => Fit(Options(options => options.CheckpointPath = _folder.File(System.IO.Path.Combine("nowhere", "run"))))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_path_that_cannot_be_written_to_is_told_at_once()
    {
        Directory.CreateDirectory(Path);

        string message = Assert.Throws<IOException>(() => Fit(Options())).Message;

        Assert.Contains($"CheckpointPath '{Path}' cannot be written to", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_a_killed_process_has_left_goes_even_if_the_clock_was_put_back_since()
    {
        string left = $"{Path}.0123456789abcdef0123456789abcdef.tmp";
        File.WriteAllText(left, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(1));

        Fit(Options()).Dispose();

        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    private AcnVectorOptions Options(Action<AcnVectorOptions>? change = null) => TinyVectors.Options(options =>
    {
        (options.Epochs, options.CheckpointPath, options.CheckpointInterval) = (3, Path, TimeSpan.Zero);
        change?.Invoke(options);
    });

    private AcnTransformer Fit(AcnVectorOptions options, List<VectorRow>? rows = null)
        => TinyVectors.Train(_context, one => Copy(options, one), TinyVectors.View(_context, rows ?? TinyVectors.Rows(60)));

    private static void Copy(AcnVectorOptions from, AcnVectorOptions to)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(AcnVectorOptions).GetProperties().Where(property => property.CanWrite))
            property.SetValue(to, property.GetValue(from));
    }

    /// <summary>Stops a run after its second epoch.</summary>
    private void Stop(AcnVectorOptions options)
    {
        options.Progress = new RecordingProgress(report =>
        {
            if (report is { Epoch: 2, IsEpochEnd: true })
                throw new CrashException();
        });
        Assert.Throws<CrashException>(() => Fit(options));
        Assert.True(File.Exists(Path));
    }
}
