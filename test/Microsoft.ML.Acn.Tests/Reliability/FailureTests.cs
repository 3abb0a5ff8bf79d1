using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Tests.Persistence;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>What a long-running service meets: full disks, sources that break, callbacks that throw, clocks that jump.</summary>
public sealed class FailureTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_full_disk_leaves_the_old_model_file(long room)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.zip");
        IDataView data = TinyTexts.View(_context, TinyTexts.Rows(20));
        _context.Model.SaveAtomically(TinyModel.Shared, data.Schema, path);
        byte[] before = File.ReadAllBytes(path);

        using (var files = new FileTransaction(file => new FullDiskStream(file, room)))
            Assert.ThrowsAny<IOException>(() => files.Write(path, stream => _context.Model.Save(TinyModel.Shared, data.Schema, stream)));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_source_that_breaks_in_the_second_epoch_ends_the_fit_with_its_own_exception()
    {
        int passes = 0;
        // The first pass finds the labels, the second reads the rows; what is too much for memory is read again in each epoch.
        var source = new BreakingRows(TinyImages.Rows(120), () => ++passes >= 5 ? 40 : int.MaxValue);

        var error = Assert.Throws<IOException>(() => TinyImages.Train(_context, source, options =>
        {
            (options.ImageHeight, options.ImageWidth, options.Channels, options.PatchSize) = (256, 256, 3, 64);
            (options.MemoryBudgetMegabytes, options.Epochs) = (16, 4);
        }));

        Assert.Equal(BreakingRows.Message, error.Message);
        Assert.Equal(5, passes);
    }

    [Fact]
    public void A_label_that_appears_in_the_last_row_only_is_a_class_like_others()
    {
        SeedRow[] rows = [.. SeedRow.Make(60, seed: 1), new SeedRow { Kind = "late", Text = "late" }];
        IDataView data = SeedRow.View(_context, rows);

        using AcnTransformer model = SeedTraining.FitText(_context, data);

        float[][] scores = TinyModel.Scores(model.Transform(data));
        Assert.All(scores, row => Assert.Equal(4, row.Length));
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 1e-5f));
    }

    [Fact]
    public void A_callback_that_throws_ends_the_fit_and_harms_no_later_one()
    {
        byte[] expected = SeedTraining.TextModel(seed: 1);
        int reports = 0;
        var progress = new RecordingProgress(_ =>
        {
            if (++reports == 2)
                throw new InvalidTimeZoneException("of the callback");
        });

        var error = Assert.Throws<InvalidTimeZoneException>(() => SeedTraining.TextModel(seed: 1, progress: progress));

        Assert.Equal("of the callback", error.Message);
        Assert.Equal(expected, SeedTraining.TextModel(seed: 1));
    }

    [Fact]
    public void A_clock_that_goes_backwards_neither_ends_a_run_nor_gives_a_rate_out_of_range()
    {
        var clock = new JumpingClock { Now = TimeSpan.FromHours(1) };
        var budget = new TimeBudget(TimeSpan.FromSeconds(100), clock);
        var schedule = new LearningRateSchedule(peak: 1, steps: 10, warmupFraction: 0.1);
        clock.Now += TimeSpan.FromSeconds(50);
        double ahead = budget.Progress;

        clock.Now -= TimeSpan.FromMinutes(30);

        Assert.False(budget.IsOver);
        Assert.Equal(0, budget.Progress);
        Assert.InRange(schedule.At(5, budget.Progress), 0, 1);
        clock.Now += TimeSpan.FromMinutes(30);
        Assert.Equal(ahead, budget.Progress);
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    /// <summary>Rows that break off after some of a pass.</summary>
    private sealed class BreakingRows(IReadOnlyList<FileRow> rows, Func<int> begin) : IEnumerable<FileRow>
    {
        public const string Message = "The connection was lost.";

        public IEnumerator<FileRow> GetEnumerator()
        {
            int most = begin();
            foreach ((int i, FileRow row) in rows.Index())
                yield return i < most ? row : throw new IOException(Message);
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
