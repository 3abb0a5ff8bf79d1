using System.Diagnostics;
using System.Text.RegularExpressions;
using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Peers;

/// <summary>The fastText program, if there is one on the PATH (Debian: apt install fasttext): 25 epochs, word pairs, otherwise its defaults.</summary>
internal static partial class FastText
{
    public const string Name = "fastText, 25 epochs, bigrams";
    private const string LabelPrefix = "__label__";

    /// <summary>Null if there is no fastText.</summary>
    public static PeerResult? Run(IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test)
    {
        if (Find() is not { } program)
            return null;
        string folder = Directory.CreateTempSubdirectory("fasttext-").FullName;
        try
        {
            string trainPath = Path.Combine(folder, "train.txt"), testPath = Path.Combine(folder, "test.txt"), model = Path.Combine(folder, "model");
            File.WriteAllLines(trainPath, train.Select(Line));
            File.WriteAllLines(testPath, test.Select(Line));
            var clock = Stopwatch.StartNew();
            Output(program, "supervised", "-input", trainPath, "-output", model, "-epoch", "25", "-wordNgrams", "2", "-thread", $"{Environment.ProcessorCount}", "-verbose", "0");
            double seconds = clock.Elapsed.TotalSeconds;
            string[] answers = Output(program, "predict", model + ".bin", testPath).Split('\n', StringSplitOptions.TrimEntries);
            return new PeerResult(test.Zip(answers).Average(pair => Label(pair.First) == pair.Second ? 1.0 : 0), null, seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "fasttext.exe" : "fasttext";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static string Label(LabelledText row) => LabelPrefix + row.Label;

    /// <summary>fastText splits at spaces only, so that punctuation must be set apart for it.</summary>
    private static string Line(LabelledText row)
        => $"{Label(row)} {string.Join(' ', WordOrMark().Matches(row.Text.ToLowerInvariant()).Select(match => match.Value))}";

    [GeneratedRegex(@"\w+|[^\w\s]")]
    private static partial Regex WordOrMark();

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"fasttext {arguments[0]} failed: {errors.Result.Trim()}");
    }
}
