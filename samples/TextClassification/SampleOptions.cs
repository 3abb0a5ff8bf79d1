using SampleConsole;

namespace TextClassification;

/// <summary>The command line.</summary>
internal sealed record SampleOptions
{
    public const string Help = """
        Trains a text classifier, compares it with FeaturizeText + SdcaMaximumEntropy, cuts off layers that it does
        not need, saves it, loads it again and asks it about a sentence. Without --train it works on WordNet.

          --text "..."            the sentence to classify
          --second-text "..."     its second text, if rows are pairs
          --train FILE.tsv        your own rows: tab-separated, the first line names the columns
          --test FILE.tsv         rows to test with (otherwise a fifth of the rows of --train)
          --label-column NAME     the column with the class (Label)
          --text-column NAME      the column with the text (Text)
          --second-text-column N  the column with a second text, for pairs of texts (none)
          --data FOLDER           a folder with WordNet's data.noun, instead of fetching it with npm
          --epochs N              passes over the training rows (chosen from their number)
          --minutes N             the longest that training may take (WordNet without --epochs: 3; otherwise no limit)
          --layers N              layers of the network (the trainer's default)
          --seed N                seed of all random choices (1)
          --save FILE             where the model is saved (.data/models/text.zip in the repository)
          --help                  this text
        """;

    // What the whole sample takes is to stay below four minutes.
    private static readonly TimeSpan _wordNetLimit = TimeSpan.FromMinutes(3);

    public string? Text { get; private set; }

    public string? SecondText { get; private set; }

    public string? TrainPath { get; private set; }

    public string? TestPath { get; private set; }

    public string LabelColumn { get; private set; } = "Label";

    public string TextColumn { get; private set; } = "Text";

    public string? SecondTextColumn { get; private set; }

    public string? DataFolder { get; private set; }

    public int? Epochs { get; private set; }

    /// <summary>The longest that training may take; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; private set; }

    public int? Layers { get; private set; }

    public int Seed { get; private set; } = 1;

    public string? SavePath { get; private set; }

    public bool IsHelp { get; private set; }

    /// <exception cref="UsageException">An argument is unknown or incomplete.</exception>
    public static SampleOptions Parse(string[] args)
    {
        var options = new SampleOptions();
        var arguments = new Arguments(args);
        while (arguments.Next() is { } name)
        {
            switch (name)
            {
                case "--text": options.Text = arguments.Value(); break;
                case "--second-text": options.SecondText = arguments.Value(); break;
                case "--train": options.TrainPath = arguments.Value(); break;
                case "--test": options.TestPath = arguments.Value(); break;
                case "--label-column": options.LabelColumn = arguments.Value(); break;
                case "--text-column": options.TextColumn = arguments.Value(); break;
                case "--second-text-column": options.SecondTextColumn = arguments.Value(); break;
                case "--data": options.DataFolder = arguments.Value(); break;
                case "--epochs": options.Epochs = arguments.Number(); break;
                case "--minutes": options.TimeLimit = arguments.Minutes(); break;
                case "--layers": options.Layers = arguments.Number(); break;
                case "--seed": options.Seed = arguments.Number(); break;
                case "--save": options.SavePath = arguments.Value(); break;
                case "--help" or "-h" or "-?": options.IsHelp = true; break;
                default: throw arguments.Unknown();
            }
        }
        if (options.TrainPath is null && (options.TestPath ?? options.SecondTextColumn) is not null)
            throw new UsageException("--test and --second-text-column describe your own rows: name them with --train.");
        if (options is { TrainPath: null, Epochs: null })
            options.TimeLimit ??= _wordNetLimit;
        return options;
    }
}
