using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>How well a network guesses masked words of some rows. The same words of the same rows are masked each time.</summary>
/// <param name="network">Read only.</param>
/// <param name="encoder">Makes the batches.</param>
/// <param name="store">Holds the rows.</param>
/// <param name="rows">Positions in the store.</param>
internal sealed class MaskedEvaluation(AcnNetwork network, InputEncoder encoder, RowStore store, int[] rows)
{
    /// <summary>Share of the tokens that are masked.</summary>
    public required double Share { get; init; }

    /// <summary>Decides which.</summary>
    public required int Seed { get; init; }

    /// <summary>Throws when measuring should stop.</summary>
    public Action CheckCancelled { get; init; } = static () => { };

    /// <summary>Whether there is anything to guess.</summary>
    public bool HasTokens()
    {
        MaskNoise noise = MaskNoise.OfMeasure(Seed, network.Config.Classes, Share);
        return new LengthBatches().Of(store, rows).Any(part => encoder.Collate(store, part.Span, noise).Targets is { Length: > 0 });
    }

    /// <summary>The full depth alone.</summary>
    public MaskedResult Run() => Run(batch => [network.Forward(batch)]);

    /// <summary>Every depth from 0 to L in one pass.</summary>
    public MaskedResult RunPrefixes() => Run(batch => network.ForwardPrefixes(batch));

    private MaskedResult Run(Func<InputBatch, Tensor[]> forward)
    {
        MaskNoise noise = MaskNoise.OfMeasure(Seed, network.Config.Classes, Share);
        double[] right = [], loss = [];
        int tokens = 0;
        foreach (ReadOnlyMemory<int> part in new LengthBatches().Of(store, rows))
        {
            CheckCancelled();
            InputBatch batch = encoder.Collate(store, part.Span, noise);
            if (batch.Targets is not { Length: > 0 } targets)
                continue;
            using IDisposable inference = inference_mode();
            using DisposeScope scope = NewDisposeScope();
            Tensor[] depths = forward(batch); // each (N, K)
            Tensor words = tensor(targets, device: depths[0].device);
            if (tokens == 0)
                (right, loss) = (new double[depths.Length], new double[depths.Length]);
            tokens += targets.Length;
            for (int depth = 0; depth < depths.Length; depth++)
            {
                loss[depth] += TensorMath.ToNumber(nn.functional.cross_entropy(depths[depth], words, reduction: nn.Reduction.Sum));
                right[depth] += TensorMath.ToNumber(depths[depth].argmax(1).eq(words).sum());
            }
        }
        return new MaskedResult(tokens, [.. right.Select((count, depth) => new EvaluationResult(count / tokens, loss[depth] / tokens))]);
    }
}

/// <summary>How well masked words were guessed.</summary>
/// <param name="Tokens">How many there were.</param>
/// <param name="Depths">Share of right guesses and mean cross-entropy, of the full depth last; empty if there was nothing to guess.</param>
internal sealed record MaskedResult(int Tokens, EvaluationResult[] Depths);
