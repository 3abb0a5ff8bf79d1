using System.Globalization;
using System.Text.RegularExpressions;
using Measuring.Arms;
using Microsoft.VisualBasic.FileIO;
using PaperExperiments.Experiments;
using SampleConsole;

namespace PaperExperiments.Reports;

/// <summary>Arms as <see cref="CsvFile"/> has written them, so that an experiment can go on where only its table was kept.</summary>
internal static partial class CsvArms
{
    private const int FactLines = 5;

    /// <summary>Reads those of some arms that a table has.</summary>
    /// <param name="path">The table.</param>
    /// <param name="arms">The arms that are wanted. One of other settings than the table's, where it says them, is left out.</param>
    /// <returns>Their records. Settings are the wanted arms'.</returns>
    /// <exception cref="UsageException">The file cannot be read, or is no such table.</exception>
    public static IReadOnlyList<ArmRecord> Read(string path, IReadOnlyList<ExperimentArm> arms)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}", e);
        }
        try
        {
            string[] header = [.. lines.TakeWhile(line => line.StartsWith('#')).Select(line => line[1..].Trim())];
            return Read(header, string.Join('\n', lines.Skip(header.Length)), arms);
        }
        catch (Exception e) when (e is FormatException or MalformedLineException)
        {
            throw new UsageException($"{path} is no table of an experiment: {e.Message}", e);
        }
    }

    private static List<ArmRecord> Read(string[] header, string table, IReadOnlyList<ExperimentArm> arms)
    {
        var records = new List<ArmRecord>();
        foreach (IGrouping<ArmKey, Line> lines in Lines(table).GroupBy(line => line.Key))
        {
            Line first = lines.First();
            if (arms.FirstOrDefault(arm => arm.Key == lines.Key)?.Arm is { } arm && (first.Settings is null || first.Settings == CsvFile.SettingsOf(arm.Settings)))
                records.Add(new ArmRecord { Name = arm.Name, Settings = arm.Settings, Facts = FactsOf(header, first.Commit), Seconds = first.Seconds, Outcome = OutcomeOf(lines) });
        }
        return records;
    }

    private static IEnumerable<Line> Lines(string table)
    {
        using var parser = new TextFieldParser(new StringReader(table)) { Delimiters = [","], TrimWhiteSpace = false };
        string[] names = parser.ReadFields() ?? throw new FormatException("it is empty.");
        Dictionary<string, int> places = CsvFile.Columns.ToDictionary(name => name, name => Array.IndexOf(names, name));
        if (places.FirstOrDefault(place => place.Value < 0 && place.Key != CsvFile.SettingsColumn).Key is { } missing)
            throw new FormatException($"it has no column {missing}.");
        while (parser.ReadFields() is { } fields)
        {
            if (fields.Length != names.Length)
                throw new FormatException($"line {parser.LineNumber - 1} has {fields.Length} of {names.Length} fields.");
            string Of(string column) => fields[places[column]];
            yield return new Line(
                new ArmKey(Of("data"), Of("network"), Of("variant"), Whole(Of("seed"))!.Value),
                Of("measure"),
                Whole(Of("row")),
                Whole(Of("column")),
                Number(Of("value")),
                Number(Of("arm_seconds")),
                Of("commit"),
                places[CsvFile.SettingsColumn] < 0 ? null : Of(CsvFile.SettingsColumn));
        }
    }

    private static ArmOutcome OutcomeOf(IEnumerable<Line> lines)
    {
        var outcome = new ArmOutcome();
        foreach (IGrouping<string, Line> measure in lines.GroupBy(line => line.Measure))
        {
            Line[] ordered = [.. measure.OrderBy(line => line.Row).ThenBy(line => line.Column)];
            if (ordered[0].Row is null)
                outcome.Figures[measure.Key] = ordered[0].Value;
            else if (ordered[0].Column is null)
                outcome.Series[measure.Key] = [.. ordered.Select(line => line.Value)];
            else
                outcome.Grids[measure.Key] = [.. ordered.GroupBy(line => line.Row).Select(row => (IReadOnlyList<double>)[.. row.Select(line => line.Value)])];
        }
        return outcome;
    }

    /// <summary>What a table's first lines say of how all of its arms were run: the command, the arms, commit and code, machines, systems, and days.</summary>
    private static RunFacts FactsOf(string[] header, string commit)
    {
        if (header.Length < FactLines + 1)
            throw new FormatException("it does not begin with how it was made.");
        string[] machines = header[3..^1];
        return new RunFacts(
            CodeOf().Match(header[2]).Groups[1].Value,
            commit,
            string.Join(" / ", machines.Where(IsHardware)),
            string.Join(" / ", machines.Where(line => !IsHardware(line))),
            int.TryParse(JobsOf().Match(header[1]).Groups[1].Value, CultureInfo.InvariantCulture, out int jobs) ? jobs : 1,
            DateTime.TryParse(header[^1].Split(' ')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime began) ? began : throw new FormatException("it does not say when it was made."));

        static bool IsHardware(string line) => line.Contains("logical cores", StringComparison.Ordinal);
    }

    private static int? Whole(string text) => text.Length == 0 ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("code (.+)$")]
    private static partial Regex CodeOf();

    [GeneratedRegex(@"(\d+) at once")]
    private static partial Regex JobsOf();

    private sealed record Line(ArmKey Key, string Measure, int? Row, int? Column, double Value, double Seconds, string Commit, string? Settings);
}
