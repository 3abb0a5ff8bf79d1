using System.Diagnostics;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Scoring;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Rows a second that an engine scores, by the clock.</summary>
internal static class ScoringSpeed
{
    // Odd, so that there is a median.
    private const int Rounds = 3;
    private const int MostRows = 2_048;

    /// <summary>Measures several ways to leave early, in alternating rounds: what slows the machine for a while slows all of them.</summary>
    /// <param name="engine">Scores. Others share its weights and leave early.</param>
    /// <param name="store">The rows; if there are very many, some are scored, evenly spread.</param>
    /// <param name="exits">The ways.</param>
    /// <param name="checkAlive">Throws when measuring is to end; asked before each pass.</param>
    /// <returns>Rows a second of each.</returns>
    public static double[] Measure(ScoringEngine engine, RowStore store, EarlyExit[] exits, Action checkAlive)
    {
        int count = Math.Min(store.Count, MostRows);
        int[] rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * store.Count / count))];
        int[][] batches = [.. LengthBatches.Of(store, rows)];
        float[] probabilities = new float[batches.Max(batch => batch.Length) * engine.Classes];
        int[] depths = new int[batches.Max(batch => batch.Length)];
        // The first pass of all finds caches and kernels cold.
        SecondsOf(engine);

        var seconds = new double[exits.Length][];
        for (int i = 0; i < exits.Length; i++)
            seconds[i] = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < exits.Length; i++)
            {
                using ScoringEngine leaving = engine.WithEarlyExit(exits[i]);
                seconds[i][round] = SecondsOf(leaving);
            }
        }
        return [.. seconds.Select(times => count / times.Order().ElementAt(Rounds / 2))];

        double SecondsOf(ScoringEngine some)
        {
            checkAlive();
            long start = Stopwatch.GetTimestamp();
            foreach (int[] batch in batches)
                some.Score(store, batch, probabilities.AsSpan(0, batch.Length * some.Classes), depths.AsSpan(0, batch.Length));
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
