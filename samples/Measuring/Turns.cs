using System.Diagnostics;

namespace Measuring;

/// <summary>Times several things in turns, A B C A B C ..., so that whatever else the machine does meets all alike.</summary>
/// <param name="Seconds">Index: contestant, round.</param>
public sealed record Turns(IReadOnlyList<double[]> Seconds)
{
    // Threads of torch and of OpenMP spin for a while after their work, and would take the core from whoever comes next.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs one unmeasured round and then the measured ones.</summary>
    /// <param name="rounds">Measured rounds, 1 at least.</param>
    /// <param name="contestants">What is timed as a whole.</param>
    public static Turns Measure(int rounds, params IReadOnlyList<Action> contestants)
        => MeasureTold(rounds, [.. contestants.Select(contestant => (Func<double>)(() => SecondsOf(contestant)))]);

    /// <summary>The same with contestants that return the seconds of the part of their turn that counts.</summary>
    /// <inheritdoc cref="Measure"/>
    public static Turns MeasureTold(int rounds, params IReadOnlyList<Func<double>> contestants)
    {
        double[][] seconds = [.. contestants.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                Thread.Sleep(_pause);
                double told = contestants[i]();
                if (round >= 0)
                    seconds[i][round] = told;
            }
        }
        return new Turns(seconds);
    }

    /// <summary>Seconds that something takes.</summary>
    public static double SecondsOf(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>The median of a contestant's seconds.</summary>
    public double Median(int contestant) => Seconds[contestant].Median();

    /// <summary>How many times as fast as another a contestant is, in each round.</summary>
    public double[] SpeedUps(int contestant, int other) => [.. Seconds[contestant].Zip(Seconds[other], (own, others) => others / own)];

    /// <summary>How many times as fast as another's fastest round that of a contestant is.</summary>
    public double FastestSpeedUp(int contestant, int other) => Seconds[other].Min() / Seconds[contestant].Min();
}
