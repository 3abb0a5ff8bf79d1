using Microsoft.ML.Acn.Persistence.Checkpoints;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Training.Checkpoints;

/// <summary>
/// Runs that diverge after epochs that were good, and go on. Their numbers are not normalised and so large that the square of what the embedding makes of
/// them is beyond all floats once a high learning rate has made its weights a few times larger.
/// </summary>
public sealed class DivergedRunTests : IDisposable
{
    private const float Large = 5e18f;
    private const double HighRate = 0.5;
    private const double LowRate = 1e-4;

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _context = new(seed: 1);
    private readonly List<string> _log = [];

    public DivergedRunTests() => _context.Log += (_, line) => _log.Add(line.Message);

    private string Path => _folder.File("run.checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_lower_learning_rate_goes_on_behind_the_step()
    {
        AcnTrainingDivergedException error = Diverge();
        var progress = new RecordingProgress();

        using AcnTransformer model = Fit(options => (options.LearningRate, options.Progress) = (LowRate, progress));

        Assert.InRange(error.Epoch, 2, 8);
        Assert.Contains($"goes on from the checkpoint '{Path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(_log, line => line.Contains("goes on with other options: LearningRate is 0.0001, in the checkpoint 0.5.", StringComparison.Ordinal));
        Assert.Contains(_log, line => line.Contains(FormattableString.Invariant($"after {error.Step - 1} steps"), StringComparison.Ordinal));
        Assert.Equal(error.Epoch, progress.Reports[0].Epoch);
        Assert.Equal(8, progress.EpochEnds.Last().Epoch);
        Assert.All(progress.EpochEnds, report => Assert.True(double.IsFinite(report.ValidationLoss!.Value)));
        Assert.All(model.Model.Network.Snapshot().Values, numbers => Assert.All(numbers, number => Assert.True(float.IsFinite(number))));
        Assert.True(CheckpointFile.ReadHead(Path) is { IsFinished: true, IsDiverged: false });
    }

    [Fact]
    public void What_was_learned_before_is_not_lost()
    {
        var before = new RecordingProgress();
        Assert.Throws<AcnTrainingDivergedException>(() => Fit(options => options.Progress = before));
        var after = new RecordingProgress();

        using AcnTransformer model = Fit(options => (options.LearningRate, options.Progress) = (LowRate, after));

        // The rate is too low to learn as much in the epochs that are left.
        Assert.Equal(before.EpochEnds.Min(report => report.ValidationLoss)!.Value, after.EpochEnds.First().ValidationLoss!.Value, 0.05);
    }

    [Fact]
    public void The_same_options_come_to_the_same_end()
    {
        AcnTrainingDivergedException first = Diverge(), second = Diverge();

        Assert.Equal((first.Epoch, first.Step, first.LearningRate), (second.Epoch, second.Step, second.LearningRate));
        Assert.Contains(_log, line => line.Contains("Training goes on", StringComparison.Ordinal));
        Assert.True(CheckpointFile.ReadHead(Path).IsDiverged);
    }

    [Fact]
    public void The_precision_and_the_limit_of_gradients_may_be_others()
    {
        Diverge();
        Assert.Equal("Float32", CheckpointFile.ReadHead(Path).Products);

        using AcnTransformer model = Fit(options => (options.LearningRate, options.GradientClipNorm, options.Precision) = (LowRate, 0.5, AcnPrecision.BFloat16));

        Assert.Equal("BFloat16", CheckpointFile.ReadHead(Path).Products);
    }

    [Fact]
    public void Another_option_is_refused_by_name()
    {
        Diverge();
        byte[] before = File.ReadAllBytes(Path);

        string message = Assert.Throws<AcnCheckpointException>(() => Fit(options => (options.LearningRate, options.BatchSize) = (LowRate, 4))).Message;

        Assert.Contains("BatchSize is 4, in the checkpoint 8", message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_run_that_is_cancelled_before_the_batch_that_it_leaves_out_keeps_the_checkpoint()
    {
        Diverge();
        byte[] before = File.ReadAllBytes(Path);
        using var stop = new CancellationTokenSource();
        _context.Log += (_, line) =>
        {
            if (line.Message.Contains("Training goes on", StringComparison.Ordinal))
                stop.Cancel();
        };

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(options => (options.LearningRate, options.CancellationToken) = (LowRate, stop.Token)));

        Assert.True(stop.IsCancellationRequested);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Without_a_path_nothing_is_kept_or_promised()
    {
        string message = Assert.Throws<AcnTrainingDivergedException>(() => Fit(options => options.CheckpointPath = null)).Message;

        Assert.EndsWith("AcnPrecision.Float32.", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Before_the_first_step_there_is_nothing_to_keep()
    {
        List<VectorRow> rows = Rows();
        rows.ForEach(row => row.Features = Array.ConvertAll(row.Features, number => number * 100));

        Assert.EndsWith("AcnPrecision.Float32.", Assert.Throws<AcnTrainingDivergedException>(() => Fit(rows: rows)).Message, StringComparison.Ordinal);

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private AcnTrainingDivergedException Diverge() => Assert.Throws<AcnTrainingDivergedException>(() => Fit());

    private AcnTransformer Fit(Action<AcnVectorOptions>? change = null, List<VectorRow>? rows = null) => TinyVectors.Train(_context, options =>
    {
        // The rate rises through the whole run; and no checkpoint is due before the end.
        (options.Normalize, options.LearningRate, options.WarmupFraction) = (false, HighRate, 1);
        (options.CheckpointPath, options.CheckpointInterval) = (Path, TimeSpan.FromHours(1));
        change?.Invoke(options);
    }, TinyVectors.View(_context, rows ?? Rows()));

    private static List<VectorRow> Rows()
    {
        var random = new Random(3);
        float Around(float center, float deviation) => (center + (deviation * ((random.NextSingle() * 2) - 1))) * Large;
        return [.. Enumerable.Range(0, 60).Select(i => new VectorRow
        {
            Kind = $"kind {i % 3}",
            Features = [Around(i % 3 == 0 ? 1 : 0, 0.6f), Around(i % 3 == 1 ? 1 : 0, 0.6f), Around(0, 1), Large, Around(i % 3 == 2 ? 1 : 0, 0.6f)],
        })];
    }
}
