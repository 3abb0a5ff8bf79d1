using Measuring;

namespace Microsoft.ML.Acn.Tests.Samples;

public class TurnsTests
{
    [Fact]
    public void Speed_ups_are_above_one_for_the_faster()
    {
        var turns = new Turns([[1, 2, 4], [3, 2, 2]]);

        Assert.Equal([3, 1, 0.5], turns.SpeedUps(0, 1));
        Assert.Equal([1 / 3.0, 1, 2], turns.SpeedUps(1, 0));
        Assert.Equal((2.0, 2.0), (turns.Median(0), turns.Median(1)));
        Assert.Equal(2, turns.FastestSpeedUp(0, 1));
        Assert.Equal("1.00 (0.50 to 3.00)", turns.SpeedUps(0, 1).MedianAndRange("F2"));
    }

    [Fact]
    public void Contestants_take_turns_and_the_first_round_is_not_measured()
    {
        var order = new List<char>();

        Turns turns = Turns.MeasureTold(2, () => Told('a'), () => Told('b'));

        Assert.Equal("ababab", string.Concat(order));
        Assert.Equal([3, 5], turns.Seconds[0]);
        Assert.Equal([4, 6], turns.Seconds[1]);

        double Told(char name)
        {
            order.Add(name);
            return order.Count;
        }
    }

    [Fact]
    public void What_is_timed_takes_its_time()
    {
        double[] speedUps = Turns.Measure(1, () => Thread.Sleep(20), () => Thread.Sleep(200)).SpeedUps(0, 1);

        Assert.True(speedUps[0] > 1.5);
    }
}
