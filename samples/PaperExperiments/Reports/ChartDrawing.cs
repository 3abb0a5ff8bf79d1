using System.Globalization;
using Measuring;
using ScottPlot;
using SkiaSharp;

namespace PaperExperiments.Reports;

/// <summary>Draws charts as PNG.</summary>
internal static class ChartDrawing
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>Whether there is any font: slim containers have none, and plots no letters there.</summary>
    public static bool HasFont { get; } = SKTypeface.Default.ContainsGlyphs("Aa0%");

    /// <summary>Draws a chart and writes it to a file.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="caption">What a reader must know who sees the picture alone.</param>
    /// <param name="path">The file.</param>
    public static void Write(Chart chart, string caption, string path)
    {
        using var plot = new Plot();
        if (FontOf("DejaVu Sans", "Segoe UI", "Helvetica", "Liberation Sans", "Noto Sans") is { } font)
            plot.Font.Set(font);
        switch (chart)
        {
            case LineChart lines: Draw(plot, lines, caption); break;
            case HeatMap map: Draw(plot, map, caption); break;
            case BarChart bars: Draw(plot, bars, caption); break;
        }
        plot.Title(chart.Title, size: 16);
        AtomicFile.Write(path, plot.GetImageBytes(Width, Height, ImageFormat.Png));
    }

    private static void Draw(Plot plot, LineChart chart, string caption)
    {
        foreach (LineSeries line in chart.Lines)
        {
            double[] x = [.. line.Points.Select(point => chart.IsLogarithmic ? Math.Log10(point.X) : point.X)];
            double[] mean = [.. line.Points.Select(point => point.Mean)];
            var scatter = plot.Add.Scatter(x, mean);
            (scatter.LegendText, scatter.LineWidth, scatter.MarkerSize) = (line.Name, 2, 7);
            double[] above = [.. line.Points.Select(point => point.Highest - point.Mean)], below = [.. line.Points.Select(point => point.Mean - point.Lowest)];
            var spread = plot.Add.ErrorBar(x, mean, above);
            (spread.YErrorNegative, spread.Color) = (below, scatter.Color);
        }
        double[] places = [.. chart.Lines.SelectMany(line => line.Points.Select(point => point.X)).Distinct().Order()];
        if (chart.HasOwnTicks)
            plot.Axes.Bottom.SetTicks([.. places.Select(place => chart.IsLogarithmic ? Math.Log10(place) : place)], [.. places.Select(place => place.ToString("N0", CultureInfo.InvariantCulture))]);
        Label(plot, chart.XLabel, chart.YLabel, caption);
        plot.ShowLegend(Edge.Right);
    }

    private static void Draw(Plot plot, HeatMap chart, string caption)
    {
        int columns = chart.Values.Length, rows = chart.Values[0].Length;
        var values = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            // The first row of a picture is at its top.
            for (int column = 0; column < columns; column++)
                values[row, column] = chart.Values[column][rows - 1 - row];
        }
        var map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        plot.Add.ColorBar(map);
        plot.HideGrid();
        plot.Axes.Margins(0, 0);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, columns).Select(i => (double)i)], [.. Enumerable.Range(chart.FirstColumn, columns).Select(Text)]);
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, rows).Select(i => (double)i)], [.. Enumerable.Range(chart.FirstRow, rows).Select(Text)]);
        Label(plot, chart.XLabel, chart.YLabel, caption);
    }

    private static void Draw(Plot plot, BarChart chart, string caption)
    {
        double width = 0.8 / chart.Bars.Count;
        for (int series = 0; series < chart.Bars.Count; series++)
        {
            double[] places = [.. chart.Groups.Select((_, group) => group + ((series - ((chart.Bars.Count - 1) / 2.0)) * width))];
            var bars = plot.Add.Bars(places, chart.Bars[series].Values);
            bars.LegendText = chart.Bars[series].Name;
            foreach (Bar bar in bars.Bars)
                bar.Size = width;
        }
        plot.Axes.Bottom.SetTicks([.. chart.Groups.Select((_, group) => (double)group)], [.. chart.Groups]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 30;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        plot.Axes.Bottom.MinimumSize = 150;
        plot.Axes.Right.MinimumSize = 90;
        plot.Axes.Margins(bottom: 0);
        Label(plot, string.Empty, chart.YLabel, caption);
        plot.ShowLegend(Edge.Right);
    }

    private static void Label(Plot plot, string x, string y, string caption)
    {
        plot.XLabel(x.Length > 0 ? $"{x}\n{caption}" : caption, size: 12);
        plot.YLabel(y, size: 12);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
    }

    private static string? FontOf(params string[] families) => families.FirstOrDefault(family => SKFontManager.Default.FontFamilies.Contains(family));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
