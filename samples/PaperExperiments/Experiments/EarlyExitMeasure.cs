using Measuring.Arms;
using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>How accurate and how fast a network is when each row leaves at the first depth that is sure of it.</summary>
internal static class EarlyExitMeasure
{
    /// <summary>What the names of these figures and series begin with.</summary>
    public const string Prefix = "early exit: ";

    public const string Threshold = Prefix + "threshold chosen";
    public const string TestAccuracy = Prefix + "test accuracy at it";
    public const string MeanDepth = Prefix + "mean depth at it";
    public const string SpeedUp = Prefix + "speed-up at it";
    public const string FullAccuracy = Prefix + "validation accuracy, full depth";
    public const string PaperAccuracy = Prefix + "validation accuracy, paper's threshold";
    public const string PaperDepth = Prefix + "mean depth, paper's threshold";
    public const string PaperSpeedUp = Prefix + "speed-up, paper's threshold";
    public const string AccuracyByThreshold = Prefix + "validation accuracy by threshold";
    public const string SpeedUpByThreshold = Prefix + "speed-up by threshold";

    /// <summary>The paper's threshold: a row leaves when its entropy is below this. In nats.</summary>
    public const double PaperEntropy = 0.7;

    internal static readonly double[] Thresholds = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, double.PositiveInfinity];

    /// <summary>The confidence of <see cref="PaperEntropy"/>; 0 where no entropy is as high.</summary>
    public static double PaperThreshold(Material material) => Math.Max(1 - (PaperEntropy / Math.Log(material.Classes)), 0);

    /// <summary>Measures, and adds what was measured.</summary>
    public static void Add(ArmOutcome outcome, ArmTraining training, Material material, Parts parts, IArmListener listener)
    {
        double paper = PaperThreshold(material);
        listener.Live(1, "early exit");
        AcnEarlyExitProfile profile = training.Network.ProfileEarlyExit(training.Keyed(parts.Validation), AcnConfidence.Entropy, Thresholds.Append(paper));
        AcnEarlyExitResult full = profile.First(result => double.IsPositiveInfinity(result.Threshold)), atPaper = profile[^1];
        double threshold = profile.LowestThresholdWithin(ArmTraining.Tolerance);
        AcnEarlyExitResult chosen = profile.First(result => result.Threshold.Equals(threshold));
        using AcnTransformer early = training.Network.WithEarlyExit(threshold, AcnConfidence.Entropy);

        outcome.Figures[Threshold] = threshold;
        outcome.Figures[TestAccuracy] = training.Evaluate(parts.Test, early).MicroAccuracy;
        outcome.Figures[MeanDepth] = chosen.MeanDepth;
        outcome.Figures[SpeedUp] = Ratio(chosen);
        outcome.Figures[FullAccuracy] = full.Accuracy;
        outcome.Figures[PaperAccuracy] = atPaper.Accuracy;
        outcome.Figures[PaperDepth] = atPaper.MeanDepth;
        outcome.Figures[PaperSpeedUp] = Ratio(atPaper);
        AcnEarlyExitResult[] curve = [.. profile.Take(Thresholds.Length)];
        outcome.Series[Prefix + "threshold"] = Thresholds;
        outcome.Series[AccuracyByThreshold] = [.. curve.Select(result => result.Accuracy)];
        outcome.Series[Prefix + "mean depth by threshold"] = [.. curve.Select(result => result.MeanDepth)];
        outcome.Series[SpeedUpByThreshold] = [.. curve.Select(Ratio)];

        double Ratio(AcnEarlyExitResult result) => result.RowsPerSecond / full.RowsPerSecond;
    }
}
