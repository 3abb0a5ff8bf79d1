using System.Reflection;
using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Acn.Tests.Compression;

public class ScoringSpeedTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void The_source_is_read_once_for_all_passes_where_rows_can_be_held()
    {
        var data = new RecordingView(TinyTexts.View(_context));

        AcnDepthProfile profile = TinyModel.Shared.ProfileDepth(data);

        Assert.All(profile, depth => Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9));
        Assert.Equal(2, data.Cursors.Count(columns => columns.Contains("Text")));

        AcnEarlyExitProfile exits = TinyModel.Shared.ProfileEarlyExit(data, thresholds: [0, 0.9, 2]);

        Assert.All(exits, exit => Assert.InRange(exit.RowsPerSecond, 1, 1e9));
        Assert.Equal(4, data.Cursors.Count(columns => columns.Contains("Text")));
    }

    [Fact]
    public void Contestants_take_turns_and_none_is_passed_over()
    {
        using ScoringEngine engine = Engine();
        var turns = new List<int>();

        double[] speeds = Speed().Measure(TinyTexts.View(_context, TinyTexts.Rows(20)), 20, 3, index =>
        {
            turns.Add(index);
            return engine.AtDepth(index);
        });

        Assert.All(speeds, speed => Assert.InRange(speed, 1, 1e9));
        Assert.Equal(3, speeds.Length);
        // A round to warm up, and one to three by the clock.
        Assert.InRange(turns.Count, 6, 12);
        Assert.Equal(Enumerable.Range(0, turns.Count).Select(turn => turn % 3), turns);
    }

    [Fact]
    public void Fast_contestants_are_measured_on_more_rows_but_not_on_all()
    {
        using ScoringEngine engine = Engine();
        var read = new List<int>();
        CountedRow[] rows = [.. TinyTexts.Rows(3_000).Select((row, number) => new CountedRow(row.Text, () => read.Add(number)))];

        double[] speeds = Speed().Measure(_context.Data.LoadFromEnumerable(rows), rows.Length, 1, _ => engine.AtDepth(0));

        Assert.InRange(speeds[0], 1, 1e9);
        // 256 rows and, unless the machine is very slow, then up to 2,048, each of them spread over all.
        Assert.InRange(read.Count, 256, 256 + 2_048);
        Assert.InRange(read.Max(), 2_900, 2_999);
    }

    [Fact]
    public void A_cancelled_context_ends_it_before_the_next_pass()
    {
        using ScoringEngine engine = Engine();
        int passes = 0;

        Assert.ThrowsAny<OperationCanceledException>(() => Speed().Measure(TinyTexts.View(_context, TinyTexts.Rows(20)), 20, 3, index =>
        {
            passes++;
            typeof(MLContext).GetMethod("CancelExecution", BindingFlags.NonPublic | BindingFlags.Instance)!.Invoke(_context, null);
            return engine.AtDepth(index);
        }));

        Assert.Equal(1, passes);
    }

    [Fact]
    public void What_is_measured_at_a_depth_scores_as_the_cut_model_to_the_bit()
    {
        using AcnTransformer early = TinyModel.Shared.WithEarlyExit(0.5, exitDepthColumnName: "ExitDepth");
        using var engine = new ScoringEngine(early.Model.Cut(TinyModel.Shared.Depth));
        IDataView data = TinyTexts.View(_context);

        for (int depth = 0; depth <= TinyModel.Shared.Depth; depth++)
        {
            using ScoringEngine shallow = engine.AtDepth(depth);
            using AcnTransformer cut = TinyModel.Shared.Truncate(depth);
            var binding = new ScoringBinding(Host(), shallow, data.Schema);
            Assert.Equal(TinyModel.Scores(cut.Transform(data)), TinyModel.Scores(new ScoredView(binding, data)));
        }
    }

    [Fact]
    public void Rows_that_cannot_be_held_are_measured_too()
    {
        using AcnTransformer model = TinyImages.Train(_context, TinyImages.Rows(20), options => options.Epochs = 1);
        ImageRow[] rows = [.. TinyImages.Rows(20).Select(row => new ImageRow { Kind = row.Kind, Image = MLImage.CreateFromStream(new MemoryStream(row.Image!)) })];
        IDataView images = _context.Data.LoadFromEnumerable(rows);
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(images).Transform(images);

        AcnDepthProfile profile = model.ProfileDepth(data);

        Assert.Equal((2, 20), (profile.Count, profile.Rows));
        Assert.All(profile, depth => Assert.InRange(depth.RowsPerSecond!.Value, 1, 1e9));
        foreach (ImageRow row in rows)
            row.Image!.Dispose();
    }

    private ScoringSpeed Speed() => new(Host(), ["Text"]);

    private IHost Host() => ((IHostEnvironment)_context).Register("test");

    /// <summary>Over weights of its own.</summary>
    private static ScoringEngine Engine() => new(TinyModel.Shared.Model.Cut(TinyModel.Shared.Depth));

    private sealed class CountedRow(string text, Action read)
    {
        public string Text
        {
            get
            {
                read();
                return text;
            }
        }
    }

    private sealed class ImageRow
    {
        public string Kind { get; set; } = "";

        [ImageType(16, 16)]
        public MLImage? Image { get; set; }
    }
}
