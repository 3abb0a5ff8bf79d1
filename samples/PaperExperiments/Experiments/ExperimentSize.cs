using PaperExperiments.Data;

namespace PaperExperiments.Experiments;

/// <summary>How large the arms of an experiment are, the same for all that are compared.</summary>
/// <param name="Rows">Rows of each part.</param>
/// <param name="Epochs">Passes over the training rows.</param>
/// <param name="Layers">Layers of the network.</param>
/// <param name="Width">Features of a token.</param>
internal sealed record ExperimentSize(PartSizes Rows, int Epochs, int Layers = 6, int Width = 128)
{
    /// <summary>Enough to see that everything works.</summary>
    public static ExperimentSize Smoke { get; } = new(new PartSizes(240, 80, 80), Epochs: 1, Layers: 2, Width: 32);

    public ExperimentSize LimitedTo(int? rows) => rows is not { } limit
        ? this
        : this with { Rows = new PartSizes(Math.Min(Rows.Train, limit), Math.Min(Rows.Validation, limit), Math.Min(Rows.Test, limit)) };
}
