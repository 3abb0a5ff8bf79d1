using Microsoft.ML.Acn.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Runs a network over stored rows without training noise, in batches of like length.</summary>
/// <param name="encoder">Makes the batches.</param>
/// <param name="store">Holds the rows.</param>
/// <param name="forward">The logits of a batch, at one depth or at several. Each (B, K)</param>
internal sealed class LogitsPass(InputEncoder encoder, RowStore store, Func<InputBatch, Tensor[]> forward)
{
    /// <summary>Throws when the pass is to end; asked before each batch.</summary>
    public Action CheckCancelled { get; init; } = static () => { };

    /// <summary>Hands out the logits of some rows, each row once.</summary>
    /// <param name="rows">Positions in the store.</param>
    /// <param name="use">Gets the positions of a batch's rows and their logits, which end with the call, as does every tensor that it makes.</param>
    public void Run(int[] rows, Action<int[], Tensor[]> use)
    {
        foreach (ReadOnlyMemory<int> part in new LengthBatches().Of(store, rows))
        {
            CheckCancelled();
            int[] batch = part.ToArray();
            using InputBatch inputs = encoder.Collate(store, batch, noise: null);
            using IDisposable inference = inference_mode();
            using DisposeScope scope = NewDisposeScope();
            use(batch, forward(inputs));
        }
    }
}
