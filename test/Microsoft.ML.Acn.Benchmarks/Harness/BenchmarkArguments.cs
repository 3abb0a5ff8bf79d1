using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using SampleConsole;

namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>The options that benchmarks share; each reads those that mean something to it.</summary>
internal sealed record BenchmarkArguments
{
    public const string Help = """

          --write          write the result to docs/results/NAME.md as well
          --seeds N        seeds 1 to N (as many as the benchmark says)
          --rounds N       rounds of alternating timings (as many as the benchmark says)
          --rows N         training rows, at most (for trying things out)
          --count N        how often something is done (as often as the benchmark says)
          --epochs N       passes over the training rows (the trainer's default)
          --set NAME=VALUE sets an option of the trainer, such as Epochs=8; may be given several times
          --holdout        measures on rows taken out of the training rows instead of on test rows: for choosing defaults
          --data FOLDER    a folder with the data: WordNet's data.noun and data.verb, or Fashion-MNIST's four files, instead of fetching them
          --images FOLDER  a folder with Fashion-MNIST's four files, where a benchmark reads WordNet's too
          --only NAME      a part of a benchmark that has several: texts, pictures or vectors
          --digits FOLDER  a folder with scikit-learn's digits.csv.gz (.data/digits)
          --cases N        damaged files (fuzz)
          --first N        the number of the first of them, to look at one again (0)
          --seed N         the seed of these files, or of a run (1)
          --jobs N         threads that load them (1)
          --threads N      threads that predict (concurrency)
          --predictions N  predictions of each of them
          --minutes X      how long to go on (soak)
          --warm-up X      minutes at its beginning that are not measured (a quarter)
        """;

    public bool Write { get; private set; }

    public int? Seeds { get; private set; }

    public int? Rounds { get; private set; }

    public int? Rows { get; private set; }

    public int? Count { get; private set; }

    public int? Epochs { get; private set; }

    public bool Holdout { get; private set; }

    public string? DataFolder { get; private set; }

    public string? DigitsFolder { get; private set; }

    public string? ImagesFolder { get; private set; }

    public int? Cases { get; private set; }

    public int First { get; private set; }

    public int? Jobs { get; private set; }

    public int? Threads { get; private set; }

    public int? Predictions { get; private set; }

    public double? Minutes { get; private set; }

    public double? WarmUp { get; private set; }

    /// <summary>The seed of a run that is not one of several.</summary>
    public int Seed { get; private set; } = 1;

    private string? _only;

    /// <summary>Whether a part of a benchmark is to be measured.</summary>
    public bool Wants(string part) => _only is null || _only == part;

    private readonly List<string> _settings = [];

    /// <exception cref="UsageException">An option is unknown or incomplete.</exception>
    public static BenchmarkArguments Parse(string[] args)
    {
        var arguments = new BenchmarkArguments();
        var line = new Arguments(args);
        while (line.Next() is { } name)
        {
            switch (name)
            {
                case "--write": arguments.Write = true; break;
                case "--seeds": arguments.Seeds = line.Count(); break;
                case "--rounds": arguments.Rounds = line.Count(); break;
                case "--rows": arguments.Rows = line.Count(); break;
                case "--count": arguments.Count = line.Count(); break;
                case "--epochs": arguments.Epochs = line.Count(); break;
                case "--holdout": arguments.Holdout = true; break;
                case "--set": arguments._settings.Add(line.Value()); break;
                case "--data": arguments.DataFolder = line.Value(); break;
                case "--images": arguments.ImagesFolder = line.Value(); break;
                case "--only": arguments._only = line.Value(); break;
                case "--digits": arguments.DigitsFolder = line.Value(); break;
                case "--cases": arguments.Cases = line.Count(); break;
                case "--first": arguments.First = line.Number(); break;
                case "--seed": arguments.Seed = line.Number(); break;
                case "--jobs": arguments.Jobs = line.Count(); break;
                case "--threads": arguments.Threads = line.Count(); break;
                case "--predictions": arguments.Predictions = line.Count(); break;
                case "--minutes": arguments.Minutes = Positive(name, line.Value()); break;
                case "--warm-up": arguments.WarmUp = Positive(name, line.Value()); break;
                default: throw line.Unknown();
            }
        }
        return arguments;
    }

    private static double Positive(string name, string text) => double.TryParse(text, CultureInfo.InvariantCulture, out double number) && number is > 0 and < double.PositiveInfinity
        ? number
        : throw new UsageException($"{name} needs a number above 0, not '{text}'.");

    /// <summary>Options of the trainer as the command line has them, the others by default.</summary>
    public AcnTextOptions TextOptions(int seed) => Changed(new AcnTextOptions { Seed = seed, Epochs = Epochs });

    /// <inheritdoc cref="TextOptions"/>
    /// <param name="seed">The seed.</param>
    /// <param name="epochs">Epochs where the command line has none; null for the trainer's default.</param>
    public AcnImageOptions ImageOptions(int seed, int? epochs = null) => Changed(new AcnImageOptions { Seed = seed, Epochs = Epochs ?? epochs });

    /// <summary>What the rows are that results are given of: nobody should take one for the other.</summary>
    public string TestRows => Holdout ? "held-out" : "test";

    /// <summary>What was changed of the trainer's defaults, as a part of a sentence.</summary>
    public string Changes => _settings.Count == 0 ? "default options" : $"default options but for {string.Join(", ", _settings)}";

    /// <exception cref="BenchmarkException">An option is set that the benchmark itself varies.</exception>
    public void Refuse(params string[] options)
    {
        if (_settings.FirstOrDefault(setting => options.Contains(setting.Split('=')[0])) is { } setting)
            throw new BenchmarkException($"--set {setting}: this benchmark varies that option itself.");
    }

    /// <inheritdoc cref="TextOptions"/>
    public AcnVectorOptions VectorOptions(int seed) => Changed(new AcnVectorOptions { Seed = seed, Epochs = Epochs });

    private T Changed<T>(T options)
        where T : AcnOptions
    {
        foreach (string setting in _settings)
            Apply(setting, options);
        return options;
    }

    private static void Apply(string setting, AcnOptions options)
    {
        string[] parts = setting.Split('=', 2);
        PropertyInfo? property = options.GetType().GetProperty(parts[0]);
        if (property is null || parts.Length < 2)
            throw new BenchmarkException($"--set needs NAME=VALUE with the name of an option, not '{setting}'.");
        try
        {
            TypeConverter converter = TypeDescriptor.GetConverter(property.PropertyType);
            property.SetValue(options, converter.ConvertFromInvariantString(parts[1]));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or FormatException)
        {
            throw new BenchmarkException($"--set {setting}: {e.Message}");
        }
    }

    /// <summary>The first rows, as many as are wanted.</summary>
    public IReadOnlyList<T> Limit<T>(IReadOnlyList<T> rows) => Rows is { } limit && limit < rows.Count ? [.. rows.Take(limit)] : rows;
}
