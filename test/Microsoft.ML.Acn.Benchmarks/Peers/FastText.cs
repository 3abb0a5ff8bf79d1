using System.Diagnostics;
using System.Text.RegularExpressions;
using Datasets;
using Microsoft.ML.Acn.Benchmarks.Data;
using Microsoft.ML.Acn.Benchmarks.Harness;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>A classifier of the fastText program, if there is one on the PATH (Debian: apt install fasttext): 25 epochs, word pairs, otherwise its defaults.</summary>
internal sealed partial class FastText : IDisposable
{
    public const string Name = "fastText, 25 epochs, bigrams";
    private const string LabelPrefix = "__label__";

    private readonly string _program;
    private readonly string _folder = Directory.CreateTempSubdirectory("fasttext-").FullName;

    private FastText(string program) => _program = program;

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; private set; }

    private string Model => Path.Combine(_folder, "model");

    /// <summary>Trains, and classifies once. Null if there is no fastText.</summary>
    public static PeerResult? Run(IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test)
    {
        using FastText? model = Train(train);
        if (model is null)
            return null;
        return new PeerResult(model.Accuracy(test), null, model.Seconds);
    }

    /// <summary>Trains. Null if there is no fastText.</summary>
    public static FastText? Train(IReadOnlyList<LabelledText> train)
    {
        if (Find() is not { } program)
            return null;
        var model = new FastText(program);
        string rows = model.FileOf(train);
        var clock = Stopwatch.StartNew();
        ChildProgram.OutputOf(program, "supervised", "-input", rows, "-output", model.Model, "-epoch", "25", "-wordNgrams", "2", "-thread", $"{Environment.ProcessorCount}", "-verbose", "0");
        model.Seconds = clock.Elapsed.TotalSeconds;
        return model;
    }

    /// <summary>Writes rows as the program reads them.</summary>
    public string FileOf(IReadOnlyList<LabelledText> rows)
    {
        string path = Path.Combine(_folder, $"{rows.Count}.txt");
        File.WriteAllLines(path, rows.Select(Line));
        return path;
    }

    /// <summary>The program's answers to a file of rows, its start and the loading of the model included.</summary>
    public string[] Predict(string rows) => ChildProgram.OutputOf(_program, "predict", Model + ".bin", rows).Split('\n', StringSplitOptions.TrimEntries);

    /// <summary>The share of rows whose label it finds.</summary>
    public double Accuracy(IReadOnlyList<LabelledText> rows) => Answers.Accuracy(rows, Predict(FileOf(rows)).Select(answer => answer.Replace(LabelPrefix, null)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "fasttext.exe" : "fasttext";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>fastText splits at spaces only, so that punctuation must be set apart for it.</summary>
    private static string Line(LabelledText row)
        => $"{LabelPrefix}{row.Label} {string.Join(' ', WordOrMark().Matches(row.Text.ToLowerInvariant()).Select(match => match.Value))}";

    [GeneratedRegex(@"\w+|[^\w\s]")]
    private static partial Regex WordOrMark();
}
