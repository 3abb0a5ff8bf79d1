using Measuring.Arms;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>The networks that depth, noise and early exit are about: trained once, and measured in all three ways.</summary>
internal static class SharedArms
{
    public static ExperimentSize FullSize(Material material) => MaterialName.IsOfPictures(material.Name)
        ? new ExperimentSize(new PartSizes(10_000, 2_500, 10_000), Epochs: 8)
        : new ExperimentSize(new PartSizes(30_000, 2_500, 8_000), Epochs: 3);

    /// <summary>Trains, and measures every depth, and of ACN and residual networks noise and early exit.</summary>
    public static ArmOutcome Measure(Material material, Parts parts, ArmPlan plan, IArmListener listener)
    {
        using ArmTraining training = ArmTraining.Run(material, parts, plan, listener);
        ArmOutcome outcome = training.MeasureDepths();
        if (plan.Kind != NetworkKind.Acn && plan.Kind != NetworkKind.Residual)
            return outcome;
        NoiseMeasure.Add(outcome, training, material, parts, listener);
        EarlyExitMeasure.Add(outcome, training, material, parts, listener);
        return outcome;
    }
}
