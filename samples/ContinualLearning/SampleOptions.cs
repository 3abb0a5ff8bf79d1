using SampleConsole;

namespace ContinualLearning;

/// <summary>The command line.</summary>
internal sealed record SampleOptions
{
    public const string Help = """
        Learns to tell nine kinds of things apart by their definitions (WordNet), saves the model, loads it in a later
        "month", and learns six further kinds from rows of these alone: without protection, with synaptic
        intelligence, and with replay. Shows what is left of the first nine, and what was learned of the six.

          --rows N       at most so many training rows of each month, for trying it out (12,000)
          --data FOLDER  a folder with WordNet's data.noun, instead of fetching it with npm
          --epochs N     passes over the training rows of each month (3)
          --seed N       seed of all random choices (1)
          --save FILE    where the models are saved (.data/models/continual.zip in the repository)
          --help         this text
        """;

    public int Rows { get; private set; } = 12_000;

    public string? DataFolder { get; private set; }

    public int Epochs { get; private set; } = 3;

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
                case "--rows": options.Rows = arguments.Count(); break;
                case "--data": options.DataFolder = arguments.Value(); break;
                case "--epochs": options.Epochs = arguments.Count(); break;
                case "--seed": options.Seed = arguments.Number(); break;
                case "--save": options.SavePath = arguments.Value(); break;
                case "--help" or "-h" or "-?": options.IsHelp = true; break;
                default: throw arguments.Unknown();
            }
        }
        return options;
    }
}
