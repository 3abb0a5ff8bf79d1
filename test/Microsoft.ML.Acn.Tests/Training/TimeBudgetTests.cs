using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class TimeBudgetTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)] // the start may be slow
    [InlineData(52.5, 0.5)]
    [InlineData(100, 1)]
    [InlineData(1_000, 1)]
    public void Progress_rises_from_0_to_1_within_the_time(double seconds, double expected)
    {
        var clock = new SetClock();
        var budget = new TimeBudget(TimeSpan.FromSeconds(100), clock);

        clock.Now = TimeSpan.FromSeconds(seconds);

        Assert.Equal(expected, budget.Progress, 1e-9);
        Assert.Equal(seconds >= 100, budget.IsOver);
        Assert.Equal(100 - seconds, budget.Left!.Value.TotalSeconds, 1e-6);
    }

    [Fact]
    public void Without_a_limit_time_does_not_matter()
    {
        var clock = new SetClock();
        var budget = new TimeBudget(null, clock);

        clock.Now = TimeSpan.FromDays(100);

        Assert.Equal(0, budget.Progress);
        Assert.False(budget.IsOver);
        Assert.Null(budget.Left);
    }

    [Fact]
    public void The_learning_rate_follows_the_time_where_that_is_ahead_of_the_steps()
    {
        var schedule = new LearningRateSchedule(peak: 0.8, steps: 10, warmupFraction: 0.2);

        Assert.Equal(schedule.At(5), schedule.At(1, leastProgress: 0.6), 1e-12);
        Assert.Equal(schedule.At(5), schedule.At(5, leastProgress: 0.3), 1e-12);
        Assert.Equal(0, schedule.At(2, leastProgress: 1), 1e-12);
    }

    [Fact]
    public void A_run_out_of_time_ends_with_its_step_and_a_learning_rate_of_0()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        AcnTextOptions options = TrainingData.Options();
        int[] rows = [.. Enumerable.Range(0, 60)];
        TrainingSet set = TrainingData.Separable().Set();
        var clock = new SetClock();
        var batches = new CachedBatches(TestNetworks.Encoder(network), set, rows, 8, [1, 1, 1], random => new TextNoise(random, 0))
        {
            // Batches are made by another thread, as for a GPU.
            Device = TorchSharp.torch.META,
        };
        var progress = new ReportList();
        var log = new List<string>();
        var loop = new TrainingLoop(network, TrainingPlanner.Plan(options, 60), batches)
        {
            // Twelve steps of a second, of 8 epochs of 8 steps.
            Budget = new TimeBudget(TimeSpan.FromSeconds(12), clock),
            CheckCancelled = () => clock.Now += TimeSpan.FromSeconds(1),
            Validate = () => [new EvaluationResult(0.5, 1.0 / clock.Now.TotalSeconds)],
            Progress = progress,
            Info = log.Add,
        };

        Assert.True(loop.Run(seed: 1));

        Assert.Equal([60, 32], progress.Ends.Select(report => report.Rows));
        Assert.Equal(12, clock.Now.TotalSeconds);
        Assert.True(progress.Ends.First().LearningRate > 0);
        Assert.Equal(0, progress.Ends.Last().LearningRate, 1e-12);
        Assert.Equal(TimeSpan.Zero, progress.Ends.Last().TimeLeft);
        Assert.Contains(log, line => line.Contains("epoch 2 of 8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(64, true)] // 8 epochs of 8 steps just fit in
    [InlineData(48, false)]
    public void Steps_of_a_second_learn_as_without_a_limit_if_all_fit_in(double seconds, bool isSame)
    {
        Assert.Equal(isSame, LearningRates(null).SequenceEqual(LearningRates(TimeSpan.FromSeconds(seconds))));

        static double[] LearningRates(TimeSpan? limit)
        {
            var clock = new SetClock();
            var budget = new TimeBudget(limit, clock);
            var schedule = new LearningRateSchedule(peak: 1, steps: 64, warmupFraction: 0.1);
            return [.. Enumerable.Range(0, 64).Select(step =>
            {
                clock.Now += TimeSpan.FromSeconds(1);
                return schedule.At(step, budget.Progress);
            })];
        }
    }

    [Fact]
    public void A_run_within_its_time_is_the_same_as_without_a_limit()
    {
        AcnTextOptions options = TrainingData.Options();
        AcnModel free = TrainingData.Train(options);
        options.MaxTrainingTime = TimeSpan.FromHours(10);
        AcnModel limited = TrainingData.Train(options);

        Assert.Equal(free.Network.Snapshot(), limited.Network.Snapshot());
        free.Network.Dispose();
        limited.Network.Dispose();
    }

    /// <summary>A clock that stands still between settings.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
