using Datasets;
using Microsoft.ML.Acn;
using SampleConsole;

namespace ImageClassification;

/// <summary>The command line.</summary>
internal sealed record SampleOptions
{
    public const string Help = """
        Trains an image classifier, compares it with pixels + LbfgsMaximumEntropy, cuts off layers that it does not
        need, draws what it was trained with and where it is right and wrong, saves it, loads it again and asks it
        about a picture. Without --images it works on Fashion-MNIST.

          --image FILE            the picture to classify at the end (otherwise the first test picture)
          --images FOLDER         your own pictures: one sub-folder for each class, with PNG, JPEG, GIF, BMP or WebP
                                  files in it; the name of the sub-folder is the class
          --data FOLDER           a folder with the four files of Fashion-MNIST, instead of fetching them with apt-get
          --rows N                about as many training pictures, and validation pictures at most, to try things out (all)
          --epochs N              passes over the training pictures (Fashion-MNIST: set in the sample; your own:
                                  chosen from their number)
          --minutes N             the longest that training may take (Fashion-MNIST without --epochs: 4 and a half; otherwise
                                  no limit)
          --layers N              layers of the network (the trainer's default)
          --architecture NAME     VisionTransformer or MlpMixer (the trainer's default)
          --augmentation NAME     None, Light or Strong random changes of the training pictures (Fashion-MNIST: None,
                                  which is best in so few passes; your own: Light)
          --seed N                seed of all random choices (1)
          --save FILE             where the model is saved (.data/models/image.zip in the repository)
          --help                  this text
        """;

    private static readonly Dictionary<string, AcnImageArchitecture> _architectures
        = new[] { AcnImageArchitecture.VisionTransformer, AcnImageArchitecture.MlpMixer }.ToDictionary(kind => kind.ToString());

    private static readonly Dictionary<string, AcnImageAugmentation> _augmentations = new()
    {
        [nameof(AcnImageAugmentation.None)] = AcnImageAugmentation.None,
        [nameof(AcnImageAugmentation.Light)] = AcnImageAugmentation.Light,
        [nameof(AcnImageAugmentation.Strong)] = AcnImageAugmentation.Strong,
    };

    /// <summary>The user's picture, which can be read.</summary>
    public string? ImagePath { get; private set; }

    public string? ImageFolder { get; private set; }

    public string? DataFolder { get; private set; }

    public int? Rows { get; private set; }

    public int? Epochs { get; private set; }

    /// <summary>The longest that training may take; null for what the task says.</summary>
    public TimeSpan? TimeLimit { get; private set; }

    public int? Layers { get; private set; }

    public AcnImageArchitecture? Architecture { get; private set; }

    /// <summary>Random changes of the training pictures; null for what the task says.</summary>
    public AcnImageAugmentation? Augmentation { get; private set; }

    public int Seed { get; private set; } = 1;

    public string? SavePath { get; private set; }

    public bool IsHelp { get; private set; }

    /// <exception cref="UsageException">An argument is unknown, incomplete or of no use.</exception>
    public static SampleOptions Parse(string[] args)
    {
        var options = new SampleOptions();
        var arguments = new Arguments(args);
        while (arguments.Next() is { } name)
        {
            switch (name)
            {
                case "--image": options.ImagePath = arguments.Value(); break;
                case "--images": options.ImageFolder = arguments.Value(); break;
                case "--data": options.DataFolder = arguments.Value(); break;
                case "--rows": options.Rows = arguments.Number(); break;
                case "--epochs": options.Epochs = arguments.Number(); break;
                case "--minutes": options.TimeLimit = arguments.Minutes(); break;
                case "--layers": options.Layers = arguments.Number(); break;
                case "--architecture": options.Architecture = arguments.Choice(_architectures); break;
                case "--augmentation": options.Augmentation = arguments.Choice(_augmentations); break;
                case "--seed": options.Seed = arguments.Number(); break;
                case "--save": options.SavePath = arguments.Value(); break;
                case "--help" or "-h" or "-?": options.IsHelp = true; break;
                default: throw arguments.Unknown();
            }
        }
        options.Check();
        return options;
    }

    private void Check()
    {
        if (ImageFolder is not null && DataFolder is not null)
            throw new UsageException("--data is for Fashion-MNIST and --images for your own pictures: give one of them.");
        if (Rows < 1)
            throw new UsageException("--rows needs a number above 0.");
        if (ImagePath is not null && ImageFile.TryRead(ImagePath, out string? problem) is null)
            throw new UsageException($"{ImagePath} cannot be classified: {problem}.");
    }
}
