using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Measuring.Arms;
using PaperExperiments.Experiments;

namespace PaperExperiments.Reports;

/// <summary>All that was measured as comma-separated values: a line for each number.</summary>
internal static class CsvFile
{
    /// <summary>The column with <see cref="SettingsOf"/> of an arm.</summary>
    public const string SettingsColumn = "settings";

    /// <summary>The columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["data", "network", "variant", "seed", "measure", "row", "column", "value", "arm_seconds", "commit", SettingsColumn];

    /// <summary>A short hash of settings, the same for equal ones.</summary>
    public static string SettingsOf(IReadOnlyDictionary<string, string> settings)
    {
        string text = string.Join('\n', settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
    }

    /// <param name="measured">The arms.</param>
    /// <param name="header">What one must know of the file; written as lines that begin with #.</param>
    /// <param name="isTold">Which measures are written, by name.</param>
    public static string Of(Measured measured, IEnumerable<string> header, Func<string, bool> isTold)
    {
        var text = new StringBuilder();
        foreach (string line in header)
            text.Append("# ").Append(line).Append('\n');
        text.AppendJoin(',', Columns).Append('\n');
        foreach ((ArmKey key, ArmRecord record) in measured.Found)
        {
            string arm = string.Join(',', Field(key.Data), Field(key.Network), Field(key.Variant), Number(key.Seed));
            string end = $"{record.Seconds.ToString("F1", CultureInfo.InvariantCulture)},{Field(record.Facts.Commit)},{SettingsOf(record.Settings)}";
            foreach ((string measure, string row, string column, double value) in Numbers(record.Outcome!).Where(number => isTold(number.Measure)))
                text.Append(arm).Append(',').AppendJoin(',', Field(measure), row, column, value.ToString("R", CultureInfo.InvariantCulture), end).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<(string Measure, string Row, string Column, double Value)> Numbers(ArmOutcome outcome)
        => outcome.Figures.Select(figure => (figure.Key, string.Empty, string.Empty, figure.Value))
            .Concat(outcome.Series.SelectMany(series => series.Value.Select((value, i) => (series.Key, Number(i), string.Empty, value))))
            .Concat(outcome.Grids.SelectMany(grid => grid.Value.SelectMany((values, row) => values.Select((value, column) => (grid.Key, Number(row), Number(column), value)))));

    private static string Field(string text)
        => text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
