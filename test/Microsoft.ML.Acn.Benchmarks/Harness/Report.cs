using System.Text;
using Datasets;
using Measuring;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>What a benchmark found, as Markdown, with what one needs to know to find it again. It is printed as it is found, so that a long run that is stopped has told what it knew.</summary>
internal sealed class Report
{
    public const string ProjectPath = "test/Microsoft.ML.Acn.Benchmarks";

    private readonly string _name;
    private readonly string[] _args;
    private readonly string _commit = SourceVersion.Commit();
    private readonly StringBuilder _text = new();
    private readonly List<string> _missed = [];

    public Report(string name, string[] args)
    {
        (_name, _args) = (name, args);
        Append($"# Benchmark: {name}\n");
    }

    public void Paragraph(string text) => Append($"\n{text}\n");

    /// <inheritdoc cref="MarkdownTable.Of"/>
    public void Table(string[] header, IEnumerable<string[]> rows) => Append($"\n{MarkdownTable.Of(header, rows)}");

    /// <summary>What was aimed at and not reached.</summary>
    public IReadOnlyList<string> Missed => _missed;

    /// <summary>What was aimed at, and whether it was reached.</summary>
    public void Goal(string goal, bool isReached, string measured)
    {
        Paragraph($"Goal: {goal}. **{(isReached ? "Reached" : "Not reached")}**: {measured}.");
        if (!isReached)
            _missed.Add($"{goal}: {measured}");
    }

    /// <summary>Ends the page with the machine, the day and the command.</summary>
    public void End() => Append($"""

        ---

        - {MachineFacts.Hardware()}
        - {MachineFacts.Software()}
        - {DateTime.UtcNow:yyyy-MM-dd}, `dotnet run -c Release --project {ProjectPath} -- {string.Join(' ', _args.Where(arg => arg != "--write"))}`
        - Commit {_commit}, as it was checked out at the start.

        """.ReplaceLineEndings("\n"));

    /// <summary>Writes the result file of the repository and returns its path.</summary>
    public string Write()
    {
        string root = DatasetFolder.RepositoryRoot ?? throw new BenchmarkException("--write works within the repository only.");
        string folder = Path.Combine(root, "docs", "results");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, _name + ".md");
        File.WriteAllText(path, _text.ToString());
        return path;
    }

    private void Append(string text)
    {
        _text.Append(text);
        Console.Out.Write(text);
    }
}
