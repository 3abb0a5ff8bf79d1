using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>How accurate a network is on test rows that are disturbed.</summary>
internal static class NoiseMeasure
{
    /// <summary>What the names of these figures begin with.</summary>
    public const string Prefix = "noise: ";

    public const string Undisturbed = Prefix + "undisturbed";

    /// <summary>Test rows that are looked at, at most: they are scored once for each disturbance.</summary>
    public const int MostRows = 5_000;

    /// <summary>Measures, and adds what was measured.</summary>
    public static void Add(ArmOutcome outcome, ArmTraining training, Material material, Parts parts, IArmListener listener)
    {
        Sample[] rows = [.. parts.Test.Take(MostRows)];
        outcome.Figures[Undisturbed] = training.Evaluate(rows).MicroAccuracy;
        foreach (Disturbance disturbance in material.Disturbances)
        {
            listener.Live(1, disturbance.Name);
            outcome.Figures[Prefix + disturbance.Name] = training.Evaluate(disturbance.ApplyTo(rows)).MicroAccuracy;
        }
    }
}
