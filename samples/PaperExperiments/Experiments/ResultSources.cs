namespace PaperExperiments.Experiments;

/// <summary>What decides the results of an arm besides its settings: an arm that was finished with other sources is run again.</summary>
internal static class ResultSources
{
    /// <summary>Folders with C# sources, and files, from the repository's root.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "Directory.Packages.props",
        "samples/Datasets",
        "samples/Measuring",
        "samples/PaperExperiments/Data",
        "samples/PaperExperiments/Experiments",
        "samples/PaperExperiments/Training",
        "src/Microsoft.ML.Acn",
    ];
}
