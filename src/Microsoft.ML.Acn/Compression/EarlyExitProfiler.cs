using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Measures early exit at several thresholds: answers at all of them from one pass over the rows, speed by passes of each.</summary>
internal static class EarlyExitProfiler
{
    public static IReadOnlyList<double> DefaultThresholds { get; } = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, double.PositiveInfinity];

    public static AcnEarlyExitProfile Measure(IHost host, ScoringEngine engine, IDataView data, AcnConfidence confidence, IReadOnlyList<double> thresholds)
    {
        TrainingRows rows = new LabelledRows(host, engine.Model, nameof(data)).Read(data);
        EarlyExitTally[] tallies = [.. thresholds.Append(double.PositiveInfinity).Select(threshold => new EarlyExitTally(threshold, engine.Depth, engine.Classes))];
        Tally(engine, rows, confidence, tallies, () => MlNetHost.ThrowIfCancelled(host));
        double[] speeds = new ScoringSpeed(host, engine.Encoder.ColumnNames)
            .Measure(data, rows.Count, thresholds.Count, i => engine.WithEarlyExit(new EarlyExit { Threshold = thresholds[i], Confidence = confidence }));
        return new AcnEarlyExitProfile([.. speeds.Select((speed, i) => tallies[i].ToResult(speed))])
        {
            Confidence = confidence,
            Rows = rows.Count,
            FullAccuracy = tallies[^1].ToResult(0).Accuracy,
        };
    }

    private static void Tally(ScoringEngine engine, TrainingRows rows, AcnConfidence confidence, EarlyExitTally[] tallies, Action checkAlive)
    {
        int classes = engine.Classes, depths = engine.Depth + 1;
        float[] probabilities = new float[depths * classes]; // one row's, (L + 1, K)
        double[] confidences = new double[depths];
        var pass = new LogitsPass(engine.Encoder, rows.Store, engine.ForwardPrefixes) { CheckCancelled = checkAlive };
        pass.Run([.. Enumerable.Range(0, rows.Count)], (batch, logits) =>
        {
            float[][] ofBatch = [.. logits.Select(depth => ScoringEngine.Probabilities(depth).data<float>().ToArray())];
            for (int i = 0; i < batch.Length; i++)
            {
                for (int depth = 0; depth < depths; depth++)
                {
                    ReadOnlySpan<float> row = ofBatch[depth].AsSpan(i * classes, classes);
                    row.CopyTo(probabilities.AsSpan(depth * classes));
                    confidences[depth] = EarlyExit.ConfidenceIn(row, confidence);
                }
                foreach (EarlyExitTally tally in tallies)
                    tally.Add(probabilities, confidences, rows.Labels[batch[i]]);
            }
        });
    }
}
