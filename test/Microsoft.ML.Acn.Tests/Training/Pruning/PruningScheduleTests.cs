using Microsoft.ML.Acn.Training.Pruning;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

public class PruningScheduleTests
{
    [Fact]
    public void The_share_rises_along_the_cubic_curve()
    {
        // t_0 = 10, t_e = 60 of 100 steps.
        var schedule = new PruningSchedule(100, 0.6);

        Assert.Equal((10, 60), (schedule.First, schedule.Last));
        Assert.Equal(0.2, schedule.At(10, 0.2, 0.8), 12);
        Assert.Equal(0.8 - (0.6 * 0.512), schedule.At(20, 0.2, 0.8), 12); // a fifth of the way: 0.8^3
        Assert.Equal(0.8 - (0.6 * 0.125), schedule.At(35, 0.2, 0.8), 12); // half of it: 0.5^3
        Assert.Equal(0.8, schedule.At(60, 0.2, 0.8));
        Assert.Equal(0.8, schedule.At(100, 0.2, 0.8));
    }

    [Theory]
    [InlineData(1, 0.6)]
    [InlineData(2, 1)]
    [InlineData(7, 0)]
    [InlineData(1_000, 0.6)]
    [InlineData(100_000, 0.3)]
    public void Choices_are_few_and_the_last_is_made(long steps, double fraction)
    {
        var schedule = new PruningSchedule(steps, fraction);
        long[] due = [.. Enumerable.Range(1, (int)steps).Select(step => (long)step).Where(schedule.IsDue)];

        Assert.Equal(schedule.Last, due[^1]);
        Assert.InRange(schedule.Last, 1, steps);
        Assert.InRange(due.Length, 1, 101);
        Assert.Equal(0.9, schedule.At(due[^1], 0, 0.9));
    }
}
