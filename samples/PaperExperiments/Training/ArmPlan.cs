using System.Globalization;
using Microsoft.ML.Acn;
using PaperExperiments.Data;

namespace PaperExperiments.Training;

/// <summary>How the network of an arm is trained. What neither this nor the material says is the trainer's default.</summary>
internal sealed record ArmPlan
{
    /// <summary>The arm's way to connect layers.</summary>
    public required NetworkKind Kind { get; init; }

    /// <summary>Layers of the network.</summary>
    public required int Layers { get; init; }

    /// <summary>Features of a token.</summary>
    public required int Width { get; init; }

    /// <summary>Passes over the training rows.</summary>
    public required int Epochs { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Rows of a step; null for the trainer's default.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Share of the loss that is of every depth.</summary>
    public double PrefixLossWeight { get; init; }

    /// <summary>How what was learned before is kept; null for not at all.</summary>
    public AcnContinual? Continual { get; init; }

    /// <summary>The seed of every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>Threads; null for all.</summary>
    public int? Threads { get; init; }

    /// <summary>Options of the trainer.</summary>
    /// <param name="material">The data.</param>
    /// <param name="isChosen">Whether validation rows choose the epoch; otherwise the last one is taken.</param>
    public AcnOptions OptionsFor(Material material, bool isChosen)
    {
        AcnOptions options = material.Options();
        (options.Connectivity, options.DirectGradientOnly, options.Layers, options.Width) = (Kind.Connectivity, Kind.DirectGradientOnly, Layers, Width);
        (options.Epochs, options.BatchSize, options.Seed, options.Threads) = (Epochs, BatchSize, Seed, Threads);
        (options.LearningRate, options.PrefixLossWeight, options.LayerDropout) = (LearningRate, Math.Max(PrefixLossWeight, Kind.PrefixLossWeight), Kind.LayerDropout);
        options.Continual = Continual;
        // What a machine does fast must not decide what is measured.
        options.Precision = AcnPrecision.Float32;
        if (!isChosen)
            (options.ValidationFraction, options.EarlyStopping) = (0, null);
        return options;
    }

    /// <summary>The plan in words, for an arm's settings.</summary>
    public Dictionary<string, string> Settings()
    {
        Dictionary<string, string> settings = Common();
        if (Continual is not null)
            settings["kept by"] = Continual.ToString();
        return settings;
    }

    private Dictionary<string, string> Common() => new()
    {
        ["network"] = Kind.Name,
        ["layers"] = Text(Layers),
        ["width"] = Text(Width),
        ["epochs"] = Text(Epochs),
        ["learning rate"] = LearningRate.ToString(CultureInfo.InvariantCulture),
        ["batch"] = BatchSize is { } batch ? Text(batch) : "default",
        ["share of the loss of every depth"] = PrefixLossWeight.ToString(CultureInfo.InvariantCulture),
        ["seed"] = Text(Seed),
        ["threads"] = Threads is { } threads ? Text(threads) : "all",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
