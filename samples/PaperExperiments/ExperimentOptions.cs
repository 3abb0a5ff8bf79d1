using System.Globalization;
using Datasets;
using PaperExperiments.Data;
using PaperExperiments.Experiments;
using SampleConsole;

namespace PaperExperiments;

/// <summary>The command line.</summary>
internal sealed record ExperimentOptions
{
    public const string Help = """

          --preset smoke|full  full takes hours; smoke takes a minute, of made-up data, and shows only that all works (full)
          --seeds N            seeds 1 to N (3; for smoke 1)
          --jobs N             arms at once, each in a process of its own with one thread; 1 uses all threads in this process (1)
          --data NAME          one kind of data and layers only: mixer, own-mixer, vit or text (all)
          --rows N             at most so many rows of each part, for trying things out; results are not written to docs/results then
          --learning-rate X    another learning rate for all arms, for trying things out; results are not written to docs/results then
          --images FOLDER      a folder with Fashion-MNIST's four files, instead of fetching them
          --texts FOLDER       a folder with WordNet's data.noun, instead of fetching it
          --arms FOLDER        where finished arms are kept and looked for (.results/PRESET in the repository; for smoke a new temporary folder)
          --out FOLDER         where pages, tables and plots are written (docs/results; otherwise beside the arms)
          --report             trains nothing: writes pages of what is finished, whatever code it was made with
          --any-code           arms that were finished with other code are finished, too
          --table FILE         arms that this table (NAME.csv) has are finished, for going on where only the table was kept; with it, arms of any code count
          --help               this text
        """;

    private static readonly string[] _paths = ["--images", "--texts", "--arms", "--out", "--table"];

    /// <summary>An experiment, or <c>all</c>; null for help.</summary>
    public string? Name { get; private set; }

    public Preset Preset { get; private set; } = Preset.Full;

    public int Seeds { get; private set; }

    public int Jobs { get; private set; } = 1;

    public string? Data { get; private set; }

    public int? Rows { get; private set; }

    public double? LearningRate { get; private set; }

    public string? ImageFolder { get; private set; }

    public string? TextFolder { get; private set; }

    public string ArmsFolder { get; private set; } = string.Empty;

    public string OutFolder { get; private set; } = string.Empty;

    /// <summary>A table of an earlier run, or null.</summary>
    public string? Table { get; private set; }

    public bool IsReportOnly { get; private set; }

    public bool IsAnyCode { get; private set; }

    /// <summary>The only arm to run, given by a process that runs several; that process says which code and commit it is of.</summary>
    public string? Arm { get; private set; }

    public string? Code { get; private set; }

    public string? Commit { get; private set; }

    /// <exception cref="UsageException">An argument is unknown or incomplete.</exception>
    public static ExperimentOptions Parse(string[] args)
    {
        var options = new ExperimentOptions();
        if (args.Length == 0 || args[0] is "help" or "--help" or "-h" or "-?")
            return options;
        options.Name = args[0];
        var arguments = new Arguments(args[1..]);
        while (arguments.Next() is { } name)
        {
            switch (name)
            {
                case "--preset": options.Preset = arguments.Choice(new Dictionary<string, Preset> { ["smoke"] = Preset.Smoke, ["full"] = Preset.Full }); break;
                case "--seeds": options.Seeds = arguments.Count(); break;
                case "--jobs": options.Jobs = arguments.Count(); break;
                case "--data": options.Data = arguments.Choice(MaterialName.All.ToDictionary(name => name)); break;
                case "--rows": options.Rows = arguments.Count(); break;
                case "--learning-rate": options.LearningRate = LearningRateOf(arguments.Value()); break;
                case "--images": options.ImageFolder = arguments.Value(); break;
                case "--texts": options.TextFolder = arguments.Value(); break;
                case "--arms": options.ArmsFolder = arguments.Value(); break;
                case "--out": options.OutFolder = arguments.Value(); break;
                case "--table": options.Table = arguments.Value(); break;
                case "--report": options.IsReportOnly = true; break;
                case "--any-code": options.IsAnyCode = true; break;
                case "--arm": options.Arm = arguments.Value(); break;
                case "--code": options.Code = arguments.Value(); break;
                case "--commit": options.Commit = arguments.Value(); break;
                case "--help" or "-h" or "-?": options.Name = null; return options;
                default: throw arguments.Unknown();
            }
        }
        options.SetDefaults();
        return options;
    }

    /// <summary>The options that decide what is measured, to be printed: without the user's folders, and without asking for no more than a report.</summary>
    /// <param name="args">A command line that <see cref="Parse"/> takes.</param>
    public static IReadOnlyList<string> Printable(string[] args)
    {
        var kept = new List<string>();
        for (int i = 1; i < args.Length; i++)
        {
            if (_paths.Contains(args[i]))
                i++; // its value
            else if (args[i] != "--report")
                kept.Add(args[i]);
        }
        return kept;
    }

    public ExperimentContext Context() => new()
    {
        Preset = Preset,
        Seeds = Seeds,
        Materials = [.. PictureMaterial.ForEachArchitecture(ImageFolder, IsMadeUp).Append<Material>(new TextMaterial(TextFolder, IsMadeUp)).Where(material => Data is null || material.Name == Data)],
        LearningRate = LearningRate,
        Threads = Jobs > 1 ? 1 : null,
        RowLimit = Rows,
    };

    /// <summary>Whether what is measured means anything.</summary>
    public bool IsResult => Preset == Preset.Full && Rows is null && LearningRate is null;

    private bool IsMadeUp => Preset == Preset.Smoke;

    private static double LearningRateOf(string text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is > 0 and <= 1
            ? rate
            : throw new UsageException($"--learning-rate: {text} is no number above 0 and up to 1.");

    private void SetDefaults()
    {
        if (Seeds == 0)
            Seeds = Preset == Preset.Smoke ? 1 : 3;
        if (ArmsFolder.Length == 0)
            ArmsFolder = DefaultArmsFolder();
        if (OutFolder.Length == 0)
            OutFolder = IsResult && DatasetFolder.RepositoryRoot is { } root ? Path.Combine(root, "docs", "results") : Path.Combine(ArmsFolder, "report");
    }

    private string DefaultArmsFolder()
    {
        if (Preset == Preset.Smoke)
            return Directory.CreateTempSubdirectory("acn-smoke-").FullName;
        string name = (Rows is { } rows ? FormattableString.Invariant($"full-{rows}-rows") : "full") + (LearningRate is { } rate ? FormattableString.Invariant($"-rate-{rate}") : string.Empty);
        return DatasetFolder.RepositoryRoot is { } root ? Path.Combine(root, ".results", name) : Path.GetFullPath(Path.Combine(".results", name));
    }
}
