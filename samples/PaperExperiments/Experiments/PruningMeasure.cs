using Measuring.Arms;
using Microsoft.ML;
using Microsoft.ML.Acn;
using PaperExperiments.Data;
using PaperExperiments.Training;

namespace PaperExperiments.Experiments;

/// <summary>How accurate a network is when ever more of its layers' weights are pruned, each time from the trained network on.</summary>
internal static class PruningMeasure
{
    /// <summary>What the names of these series begin with.</summary>
    public const string Prefix = "pruning: ";

    /// <summary>Epochs of fine-tuning at each sparsity.</summary>
    public const int Epochs = 2;

    // Movement has to have some.
    private const double ShareOfTheRate = 0.5;

    /// <summary>The shares of zeros. The first is fine-tuning alone.</summary>
    public static IReadOnlyList<double> Sparsities { get; } = [0, 0.5, 0.7, 0.8, 0.9, 0.95];

    /// <summary>The series of a criterion.</summary>
    public static string TestAccuracy(AcnPruningCriterion criterion) => $"{Prefix}test accuracy by sparsity, {criterion.ToString().ToLowerInvariant()}";

    /// <summary>Measures, and adds what was measured.</summary>
    public static void Add(ArmOutcome outcome, ArmTraining training, Parts parts, AcnOptions options, IArmListener listener)
    {
        IDataView train = training.Keyed(parts.Train), validation = training.Keyed(parts.Validation);
        foreach (AcnPruningCriterion criterion in Enum.GetValues<AcnPruningCriterion>())
        {
            var tested = new List<double>();
            var reached = new List<double>();
            foreach (double sparsity in Sparsities)
            {
                listener.Live(1, $"{criterion}, {sparsity:P0}");
                using AcnTransformer pruned = training.Network.Prune(validation, new AcnPruningOptions
                {
                    Criterion = criterion,
                    Sparsity = sparsity,
                    FineTuneEpochs = Epochs,
                    FineTuneData = train,
                    FineTuneOptions = options,
                    FineTuneLearningRate = ShareOfTheRate * options.LearningRate,
                });
                tested.Add(training.Evaluate(parts.Test, pruned).MicroAccuracy);
                reached.Add(pruned.Pruning!.SparsityReached);
            }
            outcome.Series[TestAccuracy(criterion)] = tested;
            outcome.Series[$"{Prefix}sparsity reached, {criterion.ToString().ToLowerInvariant()}"] = reached;
        }
    }
}
