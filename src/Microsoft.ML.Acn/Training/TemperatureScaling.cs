using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Scoring;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Temperature scaling (Guo et al. 2017): divides all logits by the one number that makes the validation rows' log-loss smallest. Label
/// smoothing leaves a network too modest and over-fitting too sure of itself; this mends either, and changes no prediction.
/// </summary>
internal static class TemperatureScaling
{
    /// <summary>One number is soon learned, but not from a handful of rows.</summary>
    public const int FewestRows = 100;

    // One number needs no more, and the logits of a large validation set with many classes would fill the memory.
    private const int MostRows = 10_000;
    private const int MostNumbers = 20_000_000;
    private const double Lowest = 0.25;
    private const double Highest = 4;

    /// <summary>Folds the best temperature into the network's head.</summary>
    /// <param name="network">Its head is scaled.</param>
    /// <param name="encoder">Makes the batches.</param>
    /// <param name="set">The validation rows' set.</param>
    /// <param name="rows">The validation rows; if there are very many, some are taken.</param>
    /// <param name="checkCancelled">Throws when the run is to end.</param>
    /// <param name="mostRows">Rows from which the temperature is learned, at most. At least <see cref="FewestRows"/>.</param>
    /// <param name="classes">The classes among which probabilities are compared; null for all.</param>
    /// <returns>The temperature; 1 if there are too few rows.</returns>
    public static double Apply(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, int mostRows = MostRows, TrainedClasses? classes = null)
    {
        if (rows.Length < FewestRows)
            return 1;
        (float[] logits, int[] labels, float[] weights) = Logits(network, encoder, set, Some(rows, set.Classes, mostRows), checkCancelled, classes);
        double temperature = Best(logits, labels, weights);
        network.ScaleLogits(1 / temperature);
        return temperature;
    }

    /// <summary>The log-loss that all rows would have after <see cref="Apply"/>; null if there are too few rows.</summary>
    /// <inheritdoc cref="Apply"/>
    public static double? CalibratedLogLoss(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, int mostRows = MostRows, TrainedClasses? classes = null)
    {
        if (rows.Length < FewestRows)
            return null;
        int[] some = Some(rows, set.Classes, mostRows);
        (float[] logits, int[] labels, float[] weights) = Logits(network, encoder, set, some, checkCancelled, classes);
        double factor = 1 / Best(logits, labels, weights), loss = 0;
        if (some.Length == rows.Length)
            loss = LogLoss(logits, labels, weights, factor);
        else
            Pass(network, encoder, set, rows, checkCancelled, classes, (batch, ofBatch) => loss += LogLoss(ofBatch, LabelsOf(set, batch, classes), WeightsOf(set, batch), factor));
        return loss / Math.Max(rows.Sum(row => (double)set.WeightOf(row)), 1e-12);
    }

    /// <summary>The temperature with the smallest log-loss, from 1/4 to 4. The loss has one minimum in the inverse temperature.</summary>
    /// <param name="logits">Row after row. (rows, K)</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="weights">The weight of each row.</param>
    internal static double Best(float[] logits, int[] labels, float[] weights)
    {
        double low = 1 / Highest, high = 1 / Lowest, golden = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < 40; i++)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            if (LogLoss(logits, labels, weights, left) <= LogLoss(logits, labels, weights, right))
                high = right;
            else
                low = left;
        }
        double best = (low + high) / 2;
        return LogLoss(logits, labels, weights, best) < LogLoss(logits, labels, weights, 1) ? 1 / best : 1;
    }

    /// <summary>At most so many of the rows, evenly spread.</summary>
    private static int[] Some(int[] rows, int classes, int mostRows)
    {
        int most = Math.Clamp(MostNumbers / classes, FewestRows, mostRows);
        return rows.Length <= most ? rows : [.. Enumerable.Range(0, most).Select(i => rows[(int)((long)i * rows.Length / most)])];
    }

    /// <summary>The logits, labels and weights of the rows.</summary>
    private static (float[] Logits, int[] Labels, float[] Weights) Logits(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, TrainedClasses? classes)
    {
        var logits = new List<float>(rows.Length * set.Classes);
        var order = new List<int>(rows.Length);
        Pass(network, encoder, set, rows, checkCancelled, classes, (batch, ofBatch) =>
        {
            logits.AddRange(ofBatch);
            order.AddRange(batch);
        });
        return ([.. logits], LabelsOf(set, [.. order], classes), WeightsOf(set, [.. order]));
    }

    /// <summary>Hands out the rows of each batch with their logits, row after row.</summary>
    private static void Pass(AcnNetwork network, InputEncoder encoder, TrainingSet set, int[] rows, Action checkCancelled, TrainedClasses? classes, Action<int[], float[]> use)
        => new LogitsPass(encoder, set.Store, batch => [network.Forward(batch)]) { CheckCancelled = checkCancelled }
            .Run(rows, (batch, logits) => use(batch, TensorMath.ToArray(classes?.Select(logits[0]) ?? logits[0])));

    private static int[] LabelsOf(TrainingSet set, int[] rows, TrainedClasses? classes)
        => Array.ConvertAll(rows, row => (int)(classes?.PlaceOf(set.Labels[row]) ?? set.Labels[row]));

    private static float[] WeightsOf(TrainingSet set, int[] rows) => Array.ConvertAll(rows, set.WeightOf);

    private static double LogLoss(float[] logits, int[] labels, float[] weights, double factor)
    {
        int classes = logits.Length / labels.Length;
        double loss = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.AsSpan(row * classes, classes);
            double largest = double.NegativeInfinity, sum = 0;
            foreach (float score in scores)
                largest = Math.Max(largest, score);
            foreach (float score in scores)
                sum += Math.Exp((score - largest) * factor);
            loss += weights[row] * (Math.Log(sum) - ((scores[labels[row]] - largest) * factor));
        }
        return loss;
    }
}
