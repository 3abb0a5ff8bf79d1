using Microsoft.ML;
using Microsoft.ML.Data;
using SampleConsole;

namespace TextClassification;

/// <summary>A file of tab-separated values whose first line names the columns.</summary>
internal static class TsvFile
{
    public static IDataView Load(MLContext ml, string path, SampleOptions options)
    {
        string[] header = Header(path);
        var columns = new List<TextLoader.Column>
        {
            new(nameof(TextRow.Label), DataKind.String, IndexOf(options.LabelColumn)),
            new(nameof(TextRow.Text), DataKind.String, IndexOf(options.TextColumn)),
        };
        if (options.SecondTextColumn is not null)
            columns.Add(new(nameof(TextRow.SecondText), DataKind.String, IndexOf(options.SecondTextColumn)));
        return ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = [.. columns], HasHeader = true, Separators = ['\t'] });

        int IndexOf(string column)
        {
            int index = Array.IndexOf(header, column);
            return index >= 0
                ? index
                : throw new UsageException($"{path} has no column '{column}'. Its columns are: {string.Join(", ", header.Select(name => $"'{name}'"))}.");
        }
    }

    private static string[] Header(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"There is no file {path}.");
        string line = File.ReadLines(path).FirstOrDefault(string.Empty);
        return line.Length > 0
            ? line.Split('\t', StringSplitOptions.TrimEntries)
            : throw new UsageException($"{path} has no first line with the names of its columns.");
    }
}
