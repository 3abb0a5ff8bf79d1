using System.Diagnostics;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Rows a second that Transform of several contestants scores, by the clock.</summary>
/// <remarks>
/// Contestants take turns: what slows the machine for a while slows all of them. Of each the fastest pass counts, for other work of the
/// machine only ever slows a pass down. Where the rows' types allow it they are held, so that their source is not timed.
/// </remarks>
/// <param name="host">The transformer's.</param>
/// <param name="columns">The columns that the contestants read.</param>
internal sealed class ScoringSpeed(IHost host, IReadOnlyList<string> columns)
{
    // Two of the largest batches: fewer rows would make smaller ones than those of a user with much data, and rows that leave early gain less in those.
    private const int FewestRows = 256;
    private const int MostRows = 2_048;
    private const int Rounds = 3;

    // Long beside what disturbs a clock; with warming up, a contestant then takes about a second.
    private const double SecondsOfPass = 0.25;

    // A network that is this slow is measured well enough by fewer rounds.
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(1);

    /// <summary>Measures, on rows that are evenly spread over the data.</summary>
    /// <param name="data">The rows; at least one.</param>
    /// <param name="total">How many rows the data has.</param>
    /// <param name="contestants">How many contestants there are.</param>
    /// <param name="contestant">Makes a contestant, for a pass. All share their weights, so that this costs nothing.</param>
    /// <returns>Rows a second of each.</returns>
    public double[] Measure(IDataView data, int total, int contestants, Func<int, ScoringEngine> contestant)
    {
        var clock = Stopwatch.StartNew();
        IDataView rows = Some(FewestRows);
        // The first passes read the source, and find caches and kernels cold.
        Round();
        double[] fastest = Round();
        int rounds = 1;
        int count = (int)Math.Min(total, Math.Clamp(fastest.Min() * SecondsOfPass, FewestRows, MostRows));
        if (count > FewestRows)
        {
            rows = Some(count);
            RowsPerSecond(0);
            fastest = Round();
        }
        for (; rounds < Rounds && clock.Elapsed < contestants * _enough; rounds++)
            fastest = [.. fastest.Zip(Round(), Math.Max)];
        return fastest;

        IDataView Some(int most) => MlNetHost.Held(host, new SpreadRows(data, total, most), columns);

        double[] Round() => [.. Enumerable.Range(0, contestants).Select(RowsPerSecond)];

        double RowsPerSecond(int index)
        {
            MlNetHost.ThrowIfCancelled(host);
            using ScoringEngine engine = contestant(index);
            return Pass(engine, rows);
        }
    }

    private double Pass(ScoringEngine engine, IDataView rows)
    {
        var binding = new ScoringBinding(host, engine, rows.Schema);
        var scored = new ScoredView(binding, rows);
        DataViewSchema.Column score = scored.Schema[binding.ScoreIndex];
        VBuffer<float> scores = default;
        long count = 0, start = Stopwatch.GetTimestamp();
        using DataViewRowCursor cursor = scored.GetRowCursor([score]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(score);
        for (; cursor.MoveNext(); count++)
            get(ref scores);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
