using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void Ten_steps_two_of_which_warm_up()
    {
        var schedule = new LearningRateSchedule(peak: 0.8, steps: 10, warmupFraction: 0.2);

        // From step 2 on: 0.4 * (1 + cos(pi * n / 8)), n = 1 to 8.
        double[] expected = [0.4, 0.8, 0.769552, 0.682843, 0.553073, 0.4, 0.246927, 0.117157, 0.030448, 0];
        for (int step = 0; step < expected.Length; step++)
            Assert.Equal(expected[step], schedule.At(step), 1e-6);
    }

    [Fact]
    public void No_warm_up_begins_at_the_peak()
    {
        var schedule = new LearningRateSchedule(0.1, steps: 5, warmupFraction: 0);

        Assert.Equal(0.1, schedule.At(0), 1e-12);
        Assert.True(schedule.At(1) < 0.1);
    }

    [Fact]
    public void All_warm_up_ends_at_the_peak()
    {
        var schedule = new LearningRateSchedule(0.1, steps: 4, warmupFraction: 1);

        Assert.Equal([0.025, 0.05, 0.075, 0.1], Enumerable.Range(0, 4).Select(step => Math.Round(schedule.At(step), 12)));
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(1_000_000, 0.1)]
    public void It_stays_between_zero_and_the_peak_and_never_begins_at_zero(long steps, double warmup)
    {
        var schedule = new LearningRateSchedule(0.3, steps, warmup);

        Assert.True(schedule.At(0) > 0);
        foreach (long step in new[] { 0, steps / 3, steps - 1, steps, steps + 10 })
            Assert.InRange(schedule.At(step), 0, 0.3);
    }
}
