using Measuring;
using Microsoft.ML.Acn.Tests.Support;
using PaperExperiments.Experiments;

namespace Microsoft.ML.Acn.Tests.Samples.Experiments;

/// <summary>Which changes make a finished arm one of other code.</summary>
public sealed class ResultSourcesTests : IDisposable
{
    private static readonly string[] _files =
    [
        "Directory.Packages.props",
        "samples/Datasets/IdxFile.cs",
        "samples/Measuring/AcnRun.cs",
        "samples/Measuring/Arms/ArmExecution.cs",
        "samples/PaperExperiments/Data/Parts.cs",
        "samples/PaperExperiments/Experiments/Experiment.cs",
        "samples/PaperExperiments/Reports/Charts.cs",
        "samples/PaperExperiments/Training/ArmTraining.cs",
        "src/Microsoft.ML.Acn/README.md",
        "src/Microsoft.ML.Acn/Training/TrainingLoop.cs",
        "src/Microsoft.ML.Acn/obj/Release/Generated.cs",
    ];

    private readonly TemporaryFolder _root = new();

    public ResultSourcesTests()
    {
        foreach (string file in _files)
            Write(file, "one\ntwo\n");
    }

    public void Dispose() => _root.Dispose();

    public static TheoryData<string> Deciding => [.. _files.Except(Others)];

    public static TheoryData<string> NotDeciding => [.. Others];

    private static string[] Others => ["samples/PaperExperiments/Reports/Charts.cs", "src/Microsoft.ML.Acn/README.md", "src/Microsoft.ML.Acn/obj/Release/Generated.cs"];

    [Theory]
    [MemberData(nameof(Deciding))]
    public void A_change_of_what_decides_results_is_other_code(string file) => Assert.NotEqual(Hash(), HashAfter(file, "one\nthree\n"));

    [Theory]
    [MemberData(nameof(NotDeciding))]
    public void A_change_of_what_does_not_is_the_same_code(string file) => Assert.Equal(Hash(), HashAfter(file, "one\nthree\n"));

    [Theory]
    [MemberData(nameof(Deciding))]
    public void Other_line_ends_are_the_same_code(string file) => Assert.Equal(Hash(), HashAfter(file, "one\r\ntwo\r\n"));

    [Fact]
    public void All_of_them_are_in_the_repository()
        => Assert.Matches("^[0-9a-f]{16}$", SourceVersion.HashOf(ResultSources.Paths));

    private string Hash() => SourceVersion.HashIn(_root.Path, ResultSources.Paths);

    private string HashAfter(string file, string text)
    {
        Write(file, text);
        return Hash();
    }

    private void Write(string file, string text)
    {
        string path = _root.File(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
