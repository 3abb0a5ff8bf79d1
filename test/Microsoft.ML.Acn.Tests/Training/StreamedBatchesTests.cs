using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>Images that exceed the memory budget: 16 MB, of which one image takes 192 kB.</summary>
public class StreamedBatchesTests
{
    private const int Rows = 120;

    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void An_epoch_has_every_row_once_with_its_label_and_weight()
    {
        (ImageFamily family, TrainingRows rows) = Read(Row);
        (_, TrainingRows held) = Read(Row, options => options.MemoryBudgetMegabytes = 1_000);
        int[] training = [.. Enumerable.Range(0, Rows).Where(row => row % 5 != 2)], validation = [.. Enumerable.Range(0, Rows).Where(row => row % 5 == 2)];

        PreparedRows prepared = Prepare(family, rows, new RowSplit(training, validation));

        Assert.True(rows.Store.IsSpilled);
        Assert.False(held.Store.IsSpilled);
        Dictionary<string, int> wanted = Enumerable.Range(0, Rows).ToDictionary(row => Key(held.Store, row));
        Assert.Equal(Rows, wanted.Count);
        List<int> first = Epoch(prepared.Batches, rows, wanted, new Random(1)), second = Epoch(prepared.Batches, rows, wanted, new Random(2));
        Assert.Equal(training, first.Order());
        Assert.Equal(training, second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Epoch(prepared.Batches, rows, wanted, new Random(1)));
        Assert.Equal(validation, prepared.ValidationRows.Select(row => wanted[Key(prepared.ValidationSet.Store, row)]));
        Assert.Equal(validation.Select(row => rows.Labels[row]), prepared.ValidationSet.Labels);
        Assert.Equal(validation.Select(row => rows.Weights![row]), prepared.ValidationSet.Weights!);
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_rows_that_are_held()
    {
        (ImageFamily family, TrainingRows rows) = Read(Row);
        (ImageFamily heldFamily, TrainingRows held) = Read(Row, options => options.MemoryBudgetMegabytes = 1_000);
        int[] training = [.. Enumerable.Range(0, 100)], validation = [.. Enumerable.Range(100, 20)];

        var streamed = (ImageEncoder)Prepare(family, rows, new RowSplit(training, validation)).Encoder;
        var expected = (ImageEncoder)heldFamily.BuildEncoder(held.Store, training);

        Assert.Equal(expected.Means, streamed.Means);
        Assert.Equal(expected.Scales, streamed.Scales);
    }

    [Fact]
    public void Rows_for_a_network_that_was_trained_before_are_read_ahead_only_for_what_is_held_out()
    {
        int passes = 0;
        (ImageFamily family, TrainingRows rows) = Read(Row, onPass: () => passes++);
        (ImageFamily heldFamily, TrainingRows held) = Read(Row, options => options.MemoryBudgetMegabytes = 1_000);
        var fitted = new FittedFamily(family, heldFamily.BuildEncoder(held.Store, [0, 1]));
        int[] all = [.. Enumerable.Range(0, Rows)];
        passes = 0;

        PreparedRows prepared = Prepare(fitted, rows, new RowSplit(all, [0, 1, 2]), held.Set());
        Assert.Equal(0, passes);
        Dictionary<string, int> wanted = all.ToDictionary(row => Key(held.Store, row));
        Assert.Equal(all, Epoch(prepared.Batches, rows, wanted, new Random(1)).Order());
        Assert.Equal(1, passes);

        PreparedRows own = Prepare(fitted, rows, new RowSplit(all[3..], [0, 1, 2]));
        Assert.Equal(2, passes);
        Assert.Equal([0, 1, 2], own.ValidationRows.Select(row => wanted[Key(own.ValidationSet.Store, row)]));
    }

    [Fact]
    public void A_network_learns_from_them_and_the_user_is_told()
    {
        var warnings = new List<string>();
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.Message);
        };
        List<FileRow> rows = TinyImages.Rows(Rows);
        rows[7].Image = null;

        using AcnTransformer model = TinyImages.Train(_context, rows, Large);

        Assert.Equal(2, warnings.Count);
        Assert.Contains("1 of 120 images could not be read", warnings[0], StringComparison.Ordinal);
        Assert.Contains("119 images of 196,608 bytes exceed the memory budget of 16 MB", warnings[1], StringComparison.Ordinal);
        Assert.InRange(_context.MulticlassClassification.Evaluate(model.Transform(TinyImages.View(_context, TinyImages.Rows(20, seed: 9)))).MicroAccuracy, 0.8, 1);
    }

    [Fact]
    public void A_network_that_was_cut_is_fine_tuned_on_them()
    {
        var warnings = new List<string>();
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows(20), options =>
        {
            Large(options);
            (options.Epochs, options.MemoryBudgetMegabytes) = (1, 1_000);
        });
        _context.Log += (_, entry) =>
        {
            if (entry.Kind == Runtime.ChannelMessageKind.Warning)
                warnings.Add(entry.Message);
        };
        var progress = new RecordingProgress();

        using AcnTransformer tuned = model.Compress(TinyImages.View(_context, TinyImages.Rows(30, seed: 9)), new AcnCompressionOptions
        {
            LogLossTolerance = 100,
            FineTuneEpochs = 2,
            FineTuneData = TinyImages.View(_context, TinyImages.Rows(Rows)),
            FineTuneOptions = TinyImages.Options(options =>
            {
                Large(options);
                options.Progress = progress;
            }),
        });

        Assert.Contains("120 images of 196,608 bytes exceed the memory budget of 16 MB", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal([Rows, Rows], progress.EpochEnds.Select(end => end.Rows));
        Assert.True(tuned.Compression!.FineTuned!.LogLoss <= tuned.Compression.Profile[0].LogLoss);
    }

    [Fact]
    public void Training_stops_while_a_window_is_read()
    {
        using var stop = new CancellationTokenSource();
        stop.CancelAfter(TimeSpan.FromSeconds(0.3));

        Assert.ThrowsAny<OperationCanceledException>(() => TinyImages.Train(_context, TinyImages.Rows(Rows), options =>
        {
            Large(options);
            options.Epochs = 10_000;
            options.CancellationToken = stop.Token;
        }));
    }

    [Fact]
    public void Too_many_validation_rows_are_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => TinyImages.Train(_context, TinyImages.Rows(Rows), options =>
        {
            Large(options);
            options.ValidationFraction = 0.5;
        }));

        Assert.Contains("60 are kept out of training for validation, more than the 42 that there is room for", error.Message, StringComparison.Ordinal);
        AcnTrainer trainer = _context.MulticlassClassification.Trainers.Acn(TinyImages.Options(Large));
        IDataView data = TinyImages.View(_context, TinyImages.Rows(Rows));
        Assert.Contains("Of 120 validation rows 85 are within the memory budget", Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_cannot_be_repeated_is_an_error()
    {
        int passes = 0;
        IEnumerable<FileRow> Once() => passes++ < 2 ? TinyImages.Rows(Rows) : TinyImages.Rows(50); // the first pass finds the labels

        var error = Assert.Throws<InvalidOperationException>(() => TinyImages.Train(_context, new Repeated(Once), Large));

        Assert.StartsWith("The data gave fewer rows when it was read again.", error.Message, StringComparison.Ordinal);
    }

    private static void Large(AcnImageOptions options)
    {
        (options.ImageHeight, options.ImageWidth, options.Channels, options.PatchSize) = (256, 256, 3, 64);
        options.MemoryBudgetMegabytes = 16;
    }

    private static FileRow Row(int i) => new() { Kind = i % 3 == 0 ? "a" : "b", Weight = i, Image = Inputs.Images.Pictures.NoisePng(8, 8, i) };

    private (ImageFamily Family, TrainingRows Rows) Read(Func<int, FileRow> row, Action<AcnImageOptions>? change = null, Action? onPass = null)
    {
        AcnImageOptions options = TinyImages.Options(Large);
        change?.Invoke(options);
        var family = new ImageFamily(options);
        var reader = new TrainingRowsReader
        {
            LabelColumnName = "Label",
            WeightColumnName = "Weight",
            InputColumnNames = ["Image"],
            CreateStore = family.CreateStore,
            Bind = family.Bind,
            CheckAlive = () => { },
        };
        IEnumerable<FileRow> Pass()
        {
            onPass?.Invoke();
            return Enumerable.Range(0, Rows).Select(row);
        }

        return (family, reader.Read(TinyImages.View(_context, new Repeated(Pass))));
    }

    private static PreparedRows Prepare(InputFamily family, TrainingRows rows, RowSplit split, TrainingSet? validation = null)
    {
        TrainingPlan plan = TrainingPlanner.Plan(TinyImages.Options(), rows.Count);
        return new StreamedRows(family, rows.Set(), rows.Source!, () => { }).Prepare(split, validation, plan, [1, 1]);
    }

    private static List<int> Epoch(BatchSource batches, TrainingRows rows, Dictionary<string, int> wanted, Random random)
    {
        var seen = new List<int>();
        int count = 0;
        foreach (TrainingBatch batch in batches.Epoch(random))
        {
            var images = (ImageBatch)batch.Inputs;
            // An augmenter may stand between; these options have none.
            int[] numbers = [.. images.Pixels.Chunk(images.Pixels.Length / images.Count).Select(pixels => wanted[Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(pixels))])];
            Assert.Equal(numbers.Select(row => (long)rows.Labels[row]), batch.Labels);
            Assert.Equal(numbers.Select(row => rows.Weights![row]), batch.Weights);
            seen.AddRange(numbers);
            count++;
        }
        Assert.Equal(batches.StepsPerEpoch, count);
        Assert.Equal(batches.RowsPerEpoch, seen.Count);
        return seen;
    }

    private static string Key(RowStore store, int row) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(((ImageRowStore)store).Pixels(row)));

    private sealed class Repeated(Func<IEnumerable<FileRow>> rows) : IEnumerable<FileRow>
    {
        public IEnumerator<FileRow> GetEnumerator() => rows().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
