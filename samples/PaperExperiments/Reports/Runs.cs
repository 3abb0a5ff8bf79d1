using System.Globalization;
using Measuring;
using Measuring.Arms;
using PaperExperiments.Experiments;

namespace PaperExperiments.Reports;

/// <summary>The arms that differ in their seed alone.</summary>
/// <param name="Network">Their kind of network.</param>
/// <param name="Variant">What else they have in common, or nothing.</param>
/// <param name="Records">What came of them; at least one.</param>
internal sealed record Runs(string Network, string Variant, IReadOnlyList<ArmRecord> Records)
{
    /// <summary>The network's name as a part of a file name.</summary>
    public string Slug => ArmKey.Slug(Network);

    /// <summary>The number that <see cref="Variant"/> begins with, where it tells how many there are of something.</summary>
    public double VariantNumber() => double.Parse(Variant.Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>The names of the numbers that were measured.</summary>
    public IEnumerable<string> FigureNames => Outcomes.SelectMany(outcome => outcome.Figures.Keys).Distinct();

    private IEnumerable<ArmOutcome> Outcomes => Records.Select(record => record.Outcome!);

    /// <summary>A number of each seed.</summary>
    public double[] Values(string figure) => [.. Outcomes.Where(outcome => outcome.Figures.ContainsKey(figure)).Select(outcome => outcome.Figures[figure])];

    /// <summary>The mean of a number; not a number if no seed has it.</summary>
    public double Average(string figure) => Values(figure).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Mean, lowest and highest value of a number.</summary>
    public string Mean(string figure, string format) => Values(figure) is { Length: > 0 } values ? values.MeanAndRange(format) : "not measured";

    /// <summary>A setting that all have in common.</summary>
    public string Setting(string name) => string.Join(" / ", Records.Select(record => record.Settings.GetValueOrDefault(name, "not told")).Distinct());

    /// <summary>How many numbers of a series all seeds have.</summary>
    public int LengthOf(string series) => Outcomes.Min(outcome => outcome.Series[series].Count);

    /// <summary>Mean, lowest and highest value of a number of a series.</summary>
    public string MeanOf(string series, int index, string format) => Outcomes.Select(outcome => outcome.Series[series][index]).ToArray().MeanAndRange(format);

    /// <summary>The mean of a number of a series.</summary>
    public double AverageOf(string series, int index) => Outcomes.Average(outcome => outcome.Series[series][index]);

    /// <summary>Layers kept, such as <c>2.3 of 6 (2, 2, 3)</c>.</summary>
    public string Kept() => string.Create(CultureInfo.InvariantCulture, $"{Average("layers kept"):F1} of {Average("layers"):F0} ({string.Join(", ", Values("layers kept"))})");

    /// <summary>A series as a line over 0, 1, 2, ...: the mean over the seeds, with the lowest and highest.</summary>
    public LineSeries Line(string series, double factor)
    {
        double[][] seeds = [.. Outcomes.Select(outcome => outcome.Series[series].Select(value => factor * value).ToArray())];
        return new LineSeries(Network, [.. Enumerable.Range(0, seeds.Min(values => values.Length)).Select(i => LinePoint.Of(i, [.. seeds.Select(values => values[i])]))]);
    }

    /// <summary>A line for each network, over <see cref="VariantNumber"/>.</summary>
    /// <param name="all">Runs of any networks and variants.</param>
    /// <param name="values">A number of each seed.</param>
    public static LineSeries[] LinesOverVariants(IEnumerable<Runs> all, Func<Runs, double[]> values) =>
    [
        .. all.GroupBy(runs => runs.Network).Select(network => new LineSeries(
            network.Key,
            [.. network.OrderBy(runs => runs.VariantNumber()).Select(runs => LinePoint.Of(runs.VariantNumber(), values(runs)))])),
    ];

    /// <summary>Whether all seeds have a grid with something in it.</summary>
    public bool HasGrid(string grid) => Outcomes.All(outcome => outcome.Grids.TryGetValue(grid, out IReadOnlyList<IReadOnlyList<double>>? rows) && rows.Any(row => row.Count > 0));

    /// <summary>The mean of a grid over the seeds, each row as percentages of its largest number.</summary>
    public double[][] MeanShares(string grid) => [.. MeanGrid(grid, 1).Select(row => Array.ConvertAll(row, value => 100 * value / Math.Max(row.Max(), double.Epsilon)))];

    /// <summary>The mean of a grid over the seeds. Index: row, column.</summary>
    public double[][] MeanGrid(string grid, double factor)
    {
        IReadOnlyList<IReadOnlyList<double>>[] seeds = [.. Outcomes.Select(outcome => outcome.Grids[grid])];
        return [.. Enumerable.Range(0, seeds.Min(rows => rows.Count)).Select(row => Enumerable.Range(0, seeds.Min(rows => rows[row].Count))
            .Select(column => factor * seeds.Average(rows => rows[row][column])).ToArray())];
    }
}
