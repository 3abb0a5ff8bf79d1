using Microsoft.ML;
using Microsoft.ML.Acn;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace PaperExperiments.Training;

/// <summary>The answers of every depth of a network, through its one head and through heads of their own.</summary>
/// <param name="ml">The context.</param>
/// <param name="network">The network, which stays as it is.</param>
internal sealed class DepthHeads(MLContext ml, AcnTransformer network)
{
    private const string Features = "AcnFeatures";

    /// <summary>Through the one head that was trained with the network.</summary>
    /// <returns>The probability of each class. Index: depth, row, class.</returns>
    public float[][][] Shared(IDataView rows) => [.. Depths.Select(depth =>
    {
        using AcnTransformer cut = network.Truncate(depth);
        return Scores(cut.Transform(rows));
    })];

    /// <summary>Through a linear classifier of each depth, trained on what the head reads there; the layers stay as they are.</summary>
    /// <param name="train">Rows with labels as keys.</param>
    /// <param name="sets">Rows to be answered.</param>
    /// <returns>For each set the probability of each class. Index: set, depth, row, class.</returns>
    public float[][][][] Own(IDataView train, params IDataView[] sets)
    {
        float[][][][] answers = [.. sets.Select(_ => new float[network.Depth + 1][][])];
        foreach (int depth in Depths)
        {
            var head = HeadOf(depth).Fit(train);
            for (int set = 0; set < sets.Length; set++)
                answers[set][depth] = Scores(head.Transform(sets[set]));
        }
        return answers;
    }

    /// <summary>The same, of rows with other labels than the network's: the accuracy of each depth.</summary>
    /// <param name="train">Rows with labels.</param>
    /// <param name="test">Rows to be answered, with labels.</param>
    public double[] AccuracyOfOwn(IDataView train, IDataView test) =>
    [
        .. Depths.Select(depth => ml.MulticlassClassification.Evaluate(ml.Transforms.Conversion.MapValueToKey("Label").Append(HeadOf(depth)).Fit(train).Transform(test)).MicroAccuracy),
    ];

    private EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> HeadOf(int depth) => ml.Transforms.AcnFeatures(network, Features, depth)
        .AppendCacheCheckpoint(ml)
        .Append(ml.Transforms.NormalizeMeanVariance(Features))
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: Features));

    private IEnumerable<int> Depths => Enumerable.Range(0, network.Depth + 1);

    private static float[][] Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];
}
