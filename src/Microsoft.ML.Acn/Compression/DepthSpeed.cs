using System.Diagnostics;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Measures how fast a model cut to each depth scores, by doing what Transform does with some rows.</summary>
/// <remarks>
/// A depth takes a pass that is not timed, for caches and for what is computed once, and up to three that are; the fastest counts, for
/// other work of the machine only ever slows a pass down. Where the rows' types allow it they are held, so that their source is not timed.
/// </remarks>
internal sealed class DepthSpeed(IHost host, ScoringEngine engine)
{
    private const int MostRows = 256;
    private const int Passes = 3;

    // A depth that is this slow is measured well enough by fewer passes.
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(1);

    /// <summary>Rows per second by depth.</summary>
    public double[] Measure(IDataView data, Action checkCancelled)
    {
        IDataView rows = MlNetHost.FirstRows(host, data, engine.Encoder.ColumnNames, MostRows);
        double[] speeds = new double[engine.Depth + 1];
        for (int depth = 0; depth < speeds.Length; depth++)
        {
            using var cut = new ScoringEngine(engine.Use(model => model.Cut(depth) with { EarlyExit = null, Columns = model.Columns with { ExitDepth = null } }));
            speeds[depth] = Measure(cut, rows, checkCancelled);
        }
        return speeds;
    }

    private double Measure(ScoringEngine cut, IDataView rows, Action checkCancelled)
    {
        var binding = cut.Use(model => new ScoringBinding(host, cut, model, rows.Schema));
        var scored = new ScoredView(binding, rows);
        Score(scored, scored.Schema[binding.ScoreIndex]);
        double fastest = 0;
        var clock = Stopwatch.StartNew();
        for (int pass = 0; pass < Passes && clock.Elapsed < _enough; pass++)
        {
            checkCancelled();
            long start = Stopwatch.GetTimestamp();
            long count = Score(scored, scored.Schema[binding.ScoreIndex]);
            fastest = Math.Max(fastest, count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return fastest;
    }

    private static long Score(ScoredView scored, DataViewSchema.Column score)
    {
        using DataViewRowCursor cursor = scored.GetRowCursor([score]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> scores = default;
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
            get(ref scores);
        return rows;
    }
}
