using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
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
    private readonly SharedNetwork _network;
    private readonly DisposeGuard _guard;

    /// <param name="model">Owned by the engine from now on.</param>
    public ScoringEngine(AcnModel model)
        : this(model, new SharedNetwork(model.Network))
    {
    }

    private ScoringEngine(AcnModel model, SharedNetwork network, int? depth = null)
    {
        _model = model;
        _network = network;
        _guard = new DisposeGuard(typeof(AcnTransformer), network.Release);
        Classes = model.Labels.Count;
        Depth = depth ?? model.Network.Config.Layers;
    }

    /// <summary>K, the classes.</summary>
    public int Classes { get; }

    /// <summary>The layers that rows go through at most: L, unless the engine is <see cref="AtDepth"/>.</summary>
    public int Depth { get; }

    public InputEncoder Encoder => _model.Encoder;

    /// <summary>The model. Its network is not to be touched but in <see cref="Use"/>.</summary>
    public AcnModel Model => _model;

    /// <summary>Writes the probabilities of some rows, row after row, and the depths that they are from.</summary>
    /// <param name="store">A store of the encoder's.</param>
    /// <param name="rows">Positions in the store; they are padded to the longest of them.</param>
    /// <param name="probabilities">(rows, K)</param>
    /// <param name="depths">Where each row left the network: <see cref="Depth"/> without an early exit. (rows)</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public void Score(RowStore store, ReadOnlySpan<int> rows, Span<float> probabilities, Span<int> depths)
    {
        InputBatch batch = Encoder.Collate(store, rows, noise: null);
        using DisposeGuard.Lease lease = _guard.Enter();
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor logits;
        if (_model.EarlyExit is { IsPossible: true } exit)
        {
            EarlyLogits early = _model.Network.ForwardEarly(batch, some => Leave(exit, some));
            logits = early.Logits;
            early.Depths.CopyTo(depths);
        }
        else
        {
            logits = _model.Network.ForwardPrefix(batch, Depth);
            depths.Fill(Depth);
        }
        Probabilities(logits).data<float>().CopyTo(probabilities);
    }

    /// <summary>Logits of every depth of the network. The weights may be disposed of between two calls, never during one. Each (B, K)</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public Tensor[] ForwardPrefixes(InputBatch batch) => Use(model => model.Network.ForwardPrefixes(batch));

    /// <summary>Does something with the model that must not be disposed of meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public T Use<T>(Func<AcnModel, T> action)
    {
        using DisposeGuard.Lease lease = _guard.Enter();
        return action(_model);
    }

    /// <summary>An engine of its own over the same weights, which are freed when both are disposed of.</summary>
    /// <param name="exit">When rows leave; null if none does.</param>
    /// <param name="exitDepthColumn">The column that tells where, or null for none. Only with an early exit.</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public ScoringEngine WithEarlyExit(EarlyExit? exit, string? exitDepthColumn = null)
        => Use(model => new ScoringEngine(model with { EarlyExit = exit, Columns = model.Columns with { ExitDepth = exitDepthColumn } }, _network.Share()));

    /// <summary>An engine like <see cref="WithEarlyExit"/>'s that scores with the first layers only, all rows alike: to the bit as the network cut to them does.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public ScoringEngine AtDepth(int depth)
        => Use(model => new ScoringEngine(model with { EarlyExit = null, Columns = model.Columns with { ExitDepth = null } }, _network.Share(), depth));

    public void Dispose() => _guard.Dispose();

    /// <summary>The probabilities of logits, in 32 bits and on the CPU. (B, K)</summary>
    internal static Tensor Probabilities(Tensor logits) => nn.functional.softmax(logits.to_type(ScalarType.Float32), 1).cpu().contiguous();

    /// <summary>Which rows leave. (R, K) to (R)</summary>
    private bool[] Leave(EarlyExit exit, Tensor logits)
    {
        float[] probabilities = Probabilities(logits).data<float>().ToArray();
        bool[] leaves = new bool[probabilities.Length / Classes];
        for (int row = 0; row < leaves.Length; row++)
            leaves[row] = exit.Leaves(probabilities.AsSpan(row * Classes, Classes));
        return leaves;
    }
}
