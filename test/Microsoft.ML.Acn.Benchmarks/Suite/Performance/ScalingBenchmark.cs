using Datasets;
using Measuring;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>How do training and scoring grow with rows, tokens, classes and layers?</summary>
internal sealed class ScalingBenchmark : Benchmark
{
    private const int Rows = 2_000;
    private const int Tokens = 16;
    private const int Classes = 10;
    private const int Layers = 3;
    private const int RowsScoredAgain = 20_000;
    private const double TokensExponent = 1.5;

    // What a doubling may take more than twice, for noise and for what is only paid once.
    private const double Linear = 1.15;

    public override string Name => "scaling";

    public override string Summary => "time of an epoch and of scoring against rows, tokens, classes and layers";

    public override void Run(BenchmarkArguments arguments, Report report)
    {
        report.Paragraph($"Made-up texts; {Rows:N0} rows ({Rows / 2:N0} where tokens vary) of {Tokens} tokens, {Classes} classes and {Layers} layers x 128 but for what varies; one epoch in batches of 64, without validation rows. All rows are trained on once and then scored, sets of at most {RowsScoredAgain:N0} three times, of which the median is given. The exponent is that of the seconds against the size, between a line and the one before it: 1 is linear. What was not run before is run once unmeasured.");
        Measure(1_000, Tokens, Classes, Layers);
        int most = arguments.Rows ?? 1_000_000;
        Series(report, "rows", [.. new[] { 1_000, 10_000, 100_000, 1_000_000 }.Where(rows => rows <= most)], rows => Measure(rows, Tokens, Classes, Layers), Linear);
        Series(report, "tokens", [8, 16, 32, 64, 128, 256, 512], tokens => Measure(Rows / 2, tokens, Classes, Layers), TokensExponent, to: 256);
        Series(report, "classes", [2, 10, 100, 1_000], classes => Measure(Rows, Tokens, classes, Layers), null);
        Series(report, "layers", [1, 3, 6, 12, 24], layers => Measure(Rows, Tokens, Classes, layers), Linear);
    }

    private static void Series(Report report, string name, int[] sizes, Func<int, (double Training, double Scoring)> measure, double? exponent, int to = int.MaxValue)
    {
        var lines = new List<string[]>();
        (int Size, double Training, double Scoring)? last = null;
        double worst = 0;
        foreach (int size in sizes)
        {
            Say($"{name} {size:N0}");
            (double training, double scoring) = measure(size);
            double Exponent(double now, double before) => Math.Log(now / before) / Math.Log((double)size / last!.Value.Size);
            string[] exponents = last is null ? ["", ""] : [$"{Exponent(training, last.Value.Training):F2}", $"{Exponent(scoring, last.Value.Scoring):F2}"];
            if (last is not null && size <= to)
                worst = Math.Max(worst, Math.Max(Exponent(training, last.Value.Training), Exponent(scoring, last.Value.Scoring)));
            lines.Add([$"{size:N0}", $"{training:F2}", exponents[0], $"{scoring:F3}", exponents[1]]);
            last = (size, training, scoring);
        }
        report.Table([name, "training, s", "exponent", "scoring, s", "exponent"], lines);
        if (exponent is { } most)
            report.Goal($"{name}: no worse than to the power of {most}{(to < int.MaxValue ? $" up to {to}" : string.Empty)}", worst <= most, $"{worst:F2} at most");
    }

    private static (double Training, double Scoring) Measure(int rows, int tokens, int classes, int layers)
    {
        var ml = new MLContext(1);
        LabelledText[] texts = [.. new SyntheticRows(rows, tokens, seed: 1, classes).Read()];
        IDataView data = ml.Data.LoadFromEnumerable(texts);
        var options = new AcnTextOptions
        {
            FeatureColumnName = nameof(LabelledText.Text),
            Seed = 1,
            Epochs = 1,
            BatchSize = 64,
            Layers = layers,
            MaxTokens = Math.Max(tokens, 8),
            ValidationFraction = 0,
            EarlyStopping = null,
        };
        using AcnRun run = AcnRun.Train(ml, options, data, null, _ => { });
        IDataView keyed = run.Labels.Transform(data);
        double[] scoring = [.. Enumerable.Range(0, rows <= RowsScoredAgain ? 3 : 1).Select(_ =>
        {
            // One that remembers no words of rows that were scored before.
            using AcnTransformer fresh = run.Network.Truncate(layers);
            return Turns.SecondsOf(() => Reading.Predictions(fresh.Transform(keyed)));
        })];
        return (run.Seconds, scoring.Median());
    }
}
