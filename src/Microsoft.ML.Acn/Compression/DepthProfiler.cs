using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Measures all depths of a network on labelled rows with one forward pass for each batch.</summary>
/// <param name="model">What is measured.</param>
internal sealed class DepthProfiler(AcnModel model)
{
    /// <summary>The logits of every depth, of a network that somebody may dispose of between two batches, never under one. Each (B, K)</summary>
    public Func<InputBatch, Tensor[]> Forward { get; init; } = batch => model.Network.ForwardPrefixes(batch);

    /// <summary>How many numbers of each tensor are not zero, where files depend on it; of the same network.</summary>
    public Func<IReadOnlyDictionary<string, long>> CountNonZeros { get; init; } = () => ModelSerializer.CountNonZeros(model.Network);

    /// <summary>Throws when the measurement is to end.</summary>
    public Action CheckCancelled { get; init; } = static () => { };

    /// <param name="store">Holds the rows.</param>
    /// <param name="rows">Positions in the store.</param>
    /// <param name="labels">The class of each stored row.</param>
    /// <param name="weights">The weight of each stored row, or null if all count the same.</param>
    /// <param name="rowsPerSecond">The speed at each depth, or null if it was not measured.</param>
    public AcnDepthProfile Measure(RowStore store, int[] rows, int[] labels, float[]? weights = null, double[]? rowsPerSecond = null)
    {
        NetworkConfig config = model.Network.Config;
        DepthTally[] tallies = [.. Enumerable.Range(0, config.Layers + 1).Select(_ => new DepthTally(config.Classes))];
        var pass = new LogitsPass(model.Encoder, store, Forward) { CheckCancelled = CheckCancelled };
        pass.Run(rows, (batch, logits) =>
        {
            for (int depth = 0; depth < tallies.Length; depth++)
            {
                float[] probabilities = ScoringEngine.Probabilities(logits[depth]).data<float>().ToArray();
                for (int i = 0; i < batch.Length; i++)
                    tallies[depth].Add(probabilities.AsSpan(i * config.Classes, config.Classes), labels[batch[i]], weights?[batch[i]] ?? 1);
            }
        });
        IReadOnlyDictionary<string, long> nonZeros = CountNonZeros();
        return new AcnDepthProfile([.. tallies.Select((tally, depth) => Result(tally, depth, rowsPerSecond?[depth], nonZeros))], rows.Length);
    }

    /// <summary>The full depth, on all rows, which count the same.</summary>
    public AcnDepthResult MeasureFullDepth(TrainingRows rows) => Measure(rows.Store, [.. Enumerable.Range(0, rows.Count)], rows.Labels)[^1];

    private AcnDepthResult Result(DepthTally tally, int depth, double? rowsPerSecond, IReadOnlyDictionary<string, long> nonZeros)
    {
        using DisposeScope scope = NewDisposeScope();
        // A network of that shape that allocates nothing.
        using var shape = new AcnNetwork(model.Network.Config.AtDepth(depth), META);
        return new AcnDepthResult
        {
            Depth = depth,
            Accuracy = tally.Accuracy,
            MacroAccuracy = tally.MacroAccuracy,
            LogLoss = tally.LogLoss,
            Parameters = shape.Weights().Sum(weight => weight.Tensor.numel()),
            FileBytes = ModelSerializer.LengthOf(model with { Network = shape }, nonZeros),
            RowsPerSecond = rowsPerSecond,
        };
    }
}
