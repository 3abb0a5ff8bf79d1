using System.Diagnostics;
using Measuring;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>Times two things in turns, A B A B ..., so that whatever else the machine does meets both alike.</summary>
/// <param name="First">Seconds of A in each round.</param>
/// <param name="Second">Seconds of B in each round.</param>
internal sealed record Alternation(double[] First, double[] Second)
{
    /// <summary>How many times as long as B does A take? The median over rounds of the ratio within a round.</summary>
    public double Ratio => First.Zip(Second, (first, second) => first / second).Median();

    /// <summary>How many times as long as the fastest round of B does that of A take?</summary>
    public double FastestRatio => First.Min() / Second.Min();

    /// <summary>Lowest and highest ratio of a round.</summary>
    public string RatioRange
    {
        get
        {
            double[] ratios = [.. First.Zip(Second, (first, second) => first / second)];
            return $"{ratios.Min():F2} to {ratios.Max():F2}";
        }
    }

    /// <summary>Runs one unmeasured round and then the measured ones.</summary>
    public static Alternation Measure(int rounds, Action first, Action second)
    {
        var result = new Alternation(new double[rounds], new double[rounds]);
        first();
        second();
        for (int round = 0; round < rounds; round++)
        {
            result.First[round] = Seconds(first);
            result.Second[round] = Seconds(second);
        }
        return result;
    }

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
