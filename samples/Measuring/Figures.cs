using System.Globalization;

namespace Measuring;

/// <summary>Several measurements of one thing.</summary>
public static class Figures
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Mean, lowest and highest value, such as <c>88.61 % (88.40 % to 88.79 %)</c>; one value is given as it is.</summary>
    /// <param name="values">The measurements.</param>
    /// <param name="format">The format of a number.</param>
    public static string MeanAndRange(this IReadOnlyCollection<double> values, string format) => WithRange(values.Average(), values, format);

    /// <summary>Median, lowest and highest value, such as <c>2.08 (1.74 to 2.41)</c>; one value is given as it is.</summary>
    /// <inheritdoc cref="MeanAndRange"/>
    public static string MedianAndRange(this IReadOnlyCollection<double> values, string format) => WithRange(values.Median(), values, format);

    private static string WithRange(double middle, IReadOnlyCollection<double> values, string format)
    {
        return values.Count == 1 ? Text(middle) : $"{Text(middle)} ({Text(values.Min())} to {Text(values.Max())})";

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
