using Microsoft.ML.Acn.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Runs the network over stored rows. Any number of threads may do so at once, each with a store of its own, while another disposes of the
/// engine. Neither the process-wide random state nor the number of threads is touched.
/// </summary>
internal sealed class ScoringEngine : IDisposable
{
    private readonly AcnModel _model;
    private readonly DisposeGuard _guard;

    /// <param name="model">Owned by the engine from now on.</param>
    public ScoringEngine(AcnModel model)
    {
        _model = model;
        _guard = new DisposeGuard(typeof(AcnTransformer), model.Network.Dispose);
        Classes = model.Labels.Count;
        Depth = model.Network.Config.Layers;
    }

    /// <summary>K, the classes.</summary>
    public int Classes { get; }

    /// <summary>L, the layers.</summary>
    public int Depth { get; }

    public InputEncoder Encoder => _model.Encoder;

    /// <summary>Writes the probabilities of some rows, row after row.</summary>
    /// <param name="store">A store of the encoder's.</param>
    /// <param name="rows">Positions in the store; they are padded to the longest of them.</param>
    /// <param name="probabilities">(rows, K)</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public void Score(RowStore store, ReadOnlySpan<int> rows, Span<float> probabilities)
    {
        InputBatch batch = Encoder.Collate(store, rows, noise: null);
        using DisposeGuard.Lease lease = _guard.Enter();
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Probabilities(_model.Network.Forward(batch)).data<float>().CopyTo(probabilities);
    }

    /// <summary>Does something with the model that must not be disposed of meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public T Use<T>(Func<AcnModel, T> action)
    {
        using DisposeGuard.Lease lease = _guard.Enter();
        return action(_model);
    }

    public void Dispose() => _guard.Dispose();

    /// <summary>The probabilities of logits, in 32 bits and on the CPU. (B, K)</summary>
    internal static Tensor Probabilities(Tensor logits) => nn.functional.softmax(logits.to_type(ScalarType.Float32), 1).cpu().contiguous();
}
