using Measuring.Arms;
using Microsoft.ML;
using Microsoft.ML.Data;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>How early exits do that read the one head, beside exits that have a head each.</summary>
internal static class BranchesMeasure
{
    public const string Shared = "shared head: ";
    public const string Own = "own heads: ";

    public const string FullAccuracy = "test accuracy, full depth";
    public const string Threshold = "threshold chosen";
    public const string TestAccuracy = "test accuracy at it";
    public const string MeanDepth = "mean depth at it";
    public const string SpeedUp = "speed-up at it";
    public const string PaperAccuracy = "test accuracy, paper's threshold";
    public const string PaperSpeedUp = "speed-up, paper's threshold";
    public const string AccuracyByDepth = "test accuracy by depth";

    /// <summary>Measures, and adds what was measured.</summary>
    public static void Add(ArmOutcome outcome, ArmTraining training, Material material, Parts parts, IArmListener listener)
    {
        IDataView validation = training.Keyed(parts.Validation), test = training.Keyed(parts.Test);
        listener.Live(1, "speed of each depth");
        double[] seconds = [.. training.Network.ProfileDepth(validation).Select(depth => 1 / depth.RowsPerSecond!.Value)];
        listener.Live(1, "the one head at each depth");
        var heads = new DepthHeads(training.Context, training.Network);
        int[] validationClasses = ClassesOf(validation), testClasses = ClassesOf(test);
        AddKind(outcome, Shared, new ExitCurve(heads.Shared(validation), validationClasses, seconds), heads.Shared(test), testClasses, seconds, material);
        listener.Live(1, "a head of its own at each depth");
        float[][][][] own = heads.Own(training.Keyed(parts.Train), validation, test);
        AddKind(outcome, Own, new ExitCurve(own[0], validationClasses, seconds), own[1], testClasses, seconds, material);
    }

    private static void AddKind(ArmOutcome outcome, string kind, ExitCurve validation, float[][][] answers, int[] classes, double[] seconds, Material material)
    {
        var test = new ExitCurve(answers, classes, seconds);
        ExitPoint chosen = validation.Within(ArmTraining.Tolerance, EarlyExitMeasure.Thresholds), there = test.At(chosen.Threshold);
        ExitPoint paper = test.At(EarlyExitMeasure.PaperThreshold(material));
        outcome.Figures[kind + FullAccuracy] = test.At(double.PositiveInfinity).Accuracy;
        outcome.Figures[kind + Threshold] = chosen.Threshold;
        outcome.Figures[kind + TestAccuracy] = there.Accuracy;
        outcome.Figures[kind + MeanDepth] = there.MeanDepth;
        outcome.Figures[kind + SpeedUp] = there.SpeedUp;
        outcome.Figures[kind + PaperAccuracy] = paper.Accuracy;
        outcome.Figures[kind + PaperSpeedUp] = paper.SpeedUp;
        outcome.Series[kind + AccuracyByDepth] = [.. Enumerable.Range(0, answers.Length).Select(depth => new ExitCurve([answers[depth]], classes, [1]).At(double.PositiveInfinity).Accuracy)];
    }

    /// <summary>Positions of the labels' keys among the classes.</summary>
    private static int[] ClassesOf(IDataView rows) => [.. rows.GetColumn<uint>("Label").Select(key => (int)key - 1)];
}
