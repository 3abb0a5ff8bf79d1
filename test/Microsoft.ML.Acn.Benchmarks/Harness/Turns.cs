using System.Diagnostics;
using Measuring;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>Times several things in turns, A B C A B C ..., so that whatever else the machine does meets all alike.</summary>
/// <param name="Seconds">Index: contestant, round.</param>
internal sealed record Turns(double[][] Seconds)
{
    // Threads of torch and of OpenMP spin for a while after their work, and would take the core from whoever comes next.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Runs one unmeasured round and then the measured ones.</summary>
    public static Turns Measure(int rounds, params IReadOnlyList<Action> contestants)
    {
        double[][] seconds = [.. contestants.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                Thread.Sleep(_pause);
                var clock = Stopwatch.StartNew();
                contestants[i]();
                if (round >= 0)
                    seconds[i][round] = clock.Elapsed.TotalSeconds;
            }
        }
        return new Turns(seconds);
    }

    /// <summary>The median of a contestant's seconds.</summary>
    public double Median(int contestant) => Seconds[contestant].Median();

    /// <summary>How many times as fast as another a contestant is, in each round.</summary>
    public double[] SpeedUps(int contestant, int other) => [.. Seconds[contestant].Zip(Seconds[other], (own, others) => others / own)];
}
