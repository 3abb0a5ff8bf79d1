namespace PaperExperiments.Reports;

/// <summary>A plot that is to be drawn.</summary>
/// <param name="Name">The end of its file name.</param>
/// <param name="Title">What is above it.</param>
internal abstract record Chart(string Name, string Title);

/// <summary>Lines with the spread over the seeds.</summary>
internal sealed record LineChart(string Name, string Title, string XLabel, string YLabel, IReadOnlyList<LineSeries> Lines) : Chart(Name, Title)
{
    /// <summary>Whether equal steps to the right multiply.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Whether the numbers below are those of the points, and not round ones.</summary>
    public bool HasOwnTicks { get; init; } = true;
}

/// <summary>A line of a chart.</summary>
internal sealed record LineSeries(string Name, IReadOnlyList<LinePoint> Points);

/// <summary>A mean, and the lowest and highest value.</summary>
internal readonly record struct LinePoint(double X, double Mean, double Lowest, double Highest)
{
    public static LinePoint Of(double x, double[] values) => new(x, values.Average(), values.Min(), values.Max());
}

/// <summary>A number at each place of a grid, as a colour.</summary>
/// <param name="Name">The end of its file name.</param>
/// <param name="Title">What is above it.</param>
/// <param name="XLabel">What columns are.</param>
/// <param name="YLabel">What rows are.</param>
/// <param name="Values">By column, then by row.</param>
/// <param name="FirstColumn">What the first column is called.</param>
/// <param name="FirstRow">What the first row, at the bottom, is called.</param>
internal sealed record HeatMap(string Name, string Title, string XLabel, string YLabel, double[][] Values, int FirstColumn, int FirstRow) : Chart(Name, Title);

/// <summary>Groups of bars.</summary>
/// <param name="Name">The end of its file name.</param>
/// <param name="Title">What is above it.</param>
/// <param name="YLabel">What the height of a bar is.</param>
/// <param name="Groups">What the groups are called.</param>
/// <param name="Bars">A bar of each group.</param>
internal sealed record BarChart(string Name, string Title, string YLabel, IReadOnlyList<string> Groups, IReadOnlyList<BarSeries> Bars) : Chart(Name, Title);

/// <summary>The bars of one colour.</summary>
internal sealed record BarSeries(string Name, IReadOnlyList<double> Values);
