using System.Collections.Concurrent;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>
/// Runs the network over stored rows. Any number of threads may do so at once, each with a store of its own, while another disposes of the
/// engine. The process-wide random state is not touched, nor the number of threads of the caller.
/// </summary>
internal abstract class RowEngine : IDisposable
{
    // For the few readers that a program has at once; what more of them leave behind is not worth the memory.
    private const int MostSpareStores = 2;

    // Tokens times the width's square. Of a row of up to so many, threads of torch wait for each other about as long as they compute; and for
    // longer where the caller is one of several threads, each of which has torch's threads of its own (measured with 1 and 3 layers of 128 and 256
    // features on two cores).
    private const long MostOfOneThread = 32L * 128 * 128;

    private readonly AcnModel _model;
    private readonly SharedNetwork _network;
    private readonly DisposeGuard _guard;
    private readonly ConcurrentQueue<RowStore> _spareStores = new();

    /// <param name="model">The model.</param>
    /// <param name="network">Its network; one hold of it is the engine's from now on.</param>
    /// <param name="owner">What users dispose of, for exceptions.</param>
    /// <param name="depth">The layers that rows go through at most; null for all.</param>
    protected RowEngine(AcnModel model, SharedNetwork network, Type owner, int? depth = null)
    {
        _model = model;
        _network = network;
        _guard = new DisposeGuard(owner, network.Release);
        Depth = depth ?? model.Network.Config.Layers;
    }

    /// <summary>Numbers that the network gives of each row.</summary>
    public abstract int Numbers { get; }

    /// <summary>The layers that rows go through at most.</summary>
    public int Depth { get; }

    public InputEncoder Encoder => _model.Encoder;

    /// <summary>Whether a row alone is better computed by one of <see cref="ScoringThreads"/> than by all threads that torch has for the caller.</summary>
    /// <param name="tokens">The row's.</param>
    public bool SuitsOneThread(int tokens) => Device.type == DeviceType.CPU && (long)tokens * _model.Network.Config.Width * _model.Network.Config.Width <= MostOfOneThread;

    /// <summary>Where the network is.</summary>
    public Device Device => _model.Network.Device;

    /// <summary>The model. Its network is not to be touched but in <see cref="Use"/>.</summary>
    public AcnModel Model => _model;

    /// <summary>Writes what the network gives of some rows, row after row, and the depths that it is from.</summary>
    /// <param name="store">A store of the encoder's.</param>
    /// <param name="rows">Positions in the store; they are padded to the longest of them.</param>
    /// <param name="numbers">(rows, <see cref="Numbers"/>)</param>
    /// <param name="depths">Where each row left the network: <see cref="Depth"/> without an early exit. (rows)</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public void Run(RowStore store, ReadOnlySpan<int> rows, Span<float> numbers, Span<int> depths)
    {
        using InputBatch batch = Encoder.Collate(store, rows, noise: null);
        Run(batch, numbers, depths);
    }

    /// <summary>Writes what the network gives of a batch, row after row, and the depths that it is from.</summary>
    /// <param name="batch">Made by the encoder, without noise. (B)</param>
    /// <param name="numbers">(B, <see cref="Numbers"/>)</param>
    /// <param name="depths">Where each row left the network. (B)</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public void Run(InputBatch batch, Span<float> numbers, Span<int> depths)
    {
        using DisposeGuard.Lease lease = _guard.Enter();
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Compute(_model.Network, batch, depths).data<float>().CopyTo(numbers);
    }

    /// <summary>An empty store for rows to be scored.</summary>
    public RowStore TakeStore() => _spareStores.TryDequeue(out RowStore? store) ? store : Encoder.CreateStore();

    /// <summary>Keeps a store that nobody uses any more for the next reader, if it has learned what would have to be learned again.</summary>
    public void GiveBack(RowStore store)
    {
        if (!store.IsWorthKeeping || _spareStores.Count >= MostSpareStores)
            return;
        store.Clear();
        _spareStores.Enqueue(store);
    }

    /// <summary>Does something with the model that must not be disposed of meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public T Use<T>(Func<AcnModel, T> action)
    {
        using DisposeGuard.Lease lease = _guard.Enter();
        return action(_model);
    }

    /// <summary>An engine over the same weights, which are freed when both are disposed of, that gives what the head reads at a depth.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public FeatureEngine Features(int depth, string column)
        => Share((model, network) => new FeatureEngine(model.AtFixedDepth().WithFeatures(column), network, typeof(AcnFeaturesTransformer), depth));

    /// <inheritdoc cref="Use{T}"/>
    public void Use(Action<AcnModel> action)
    {
        using DisposeGuard.Lease lease = _guard.Enter();
        action(_model);
    }

    public void Dispose() => _guard.Dispose();

    /// <summary>What the network gives of a batch, in 32 bits and on the CPU. (B, <see cref="Numbers"/>)</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="depths">To be filled with the depths that it is from. (B)</param>
    protected abstract Tensor Compute(AcnNetwork network, InputBatch batch, Span<int> depths);

    /// <summary>Another hold of the weights, for an engine of its own: they are freed when all have given them up.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    protected T Share<T>(Func<AcnModel, SharedNetwork, T> make) => Use(model => make(model, _network.Share()));
}
