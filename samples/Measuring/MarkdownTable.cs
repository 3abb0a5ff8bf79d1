using System.Text;

namespace Measuring;

/// <summary>Tables as Markdown has them.</summary>
public static class MarkdownTable
{
    /// <summary>A table whose first column is text and whose other columns are figures; its last line ends with a line feed.</summary>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder($"| {string.Join(" | ", header)} |\n|---|{string.Concat(Enumerable.Repeat("---:|", header.Count - 1))}\n");
        foreach (IReadOnlyList<string> row in rows)
            table.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        return table.ToString();
    }
}
