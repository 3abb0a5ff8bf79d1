using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Scoring;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Measures all depths of a network on labelled rows with one forward pass for each batch.</summary>
internal static class DepthProfiler
{
    public static AcnDepthProfile Measure(IHost host, AcnModel model, ScoringEngine engine, IDataView data)
    {
        TrainingRows rows = LabelledRows.Read(host, model, data);
        var tallies = new DepthTally[engine.Depth + 1];
        for (int depth = 0; depth < tallies.Length; depth++)
            tallies[depth] = new DepthTally(engine.Classes);
        // The weights may be disposed of between two batches, never under one.
        var pass = new LogitsPass(model.Encoder, rows.Store, batch => engine.Use(held => held.Network.ForwardPrefixes(batch))) { CheckCancelled = () => MlNetHost.ThrowIfCancelled(host) };
        pass.Run([.. Enumerable.Range(0, rows.Count)], (batch, logits) =>
        {
            for (int depth = 0; depth < tallies.Length; depth++)
            {
                float[] probabilities = ScoringEngine.Probabilities(logits[depth]).data<float>().ToArray();
                for (int i = 0; i < batch.Length; i++)
                    tallies[depth].Add(probabilities.AsSpan(i * engine.Classes, engine.Classes), rows.Labels[batch[i]]);
            }
        });
        NetworkConfig config = model.Network.Config;
        return new AcnDepthProfile([.. tallies.Select((tally, depth) => tally.ToResult(depth, CountParameters(config with { Layers = depth })))], rows.Count);
    }

    /// <summary>Asks a network of that shape that allocates nothing.</summary>
    private static long CountParameters(NetworkConfig config)
    {
        using DisposeScope scope = NewDisposeScope();
        using var shape = new AcnNetwork(config, new Device(DeviceType.META));
        return shape.Weights().Sum(weight => weight.Tensor.numel());
    }
}
