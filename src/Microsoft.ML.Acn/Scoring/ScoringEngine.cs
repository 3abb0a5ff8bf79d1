using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Gives the probabilities of the classes.</summary>
internal sealed class ScoringEngine : RowEngine
{
    /// <param name="model">Owned by the engine from now on.</param>
    public ScoringEngine(AcnModel model)
        : this(model, new SharedNetwork(model.Network))
    {
    }

    private ScoringEngine(AcnModel model, SharedNetwork network, int? depth = null)
        : base(model, network, typeof(AcnTransformer), depth)
    {
    }

    /// <summary>K, the classes.</summary>
    public int Classes => Model.Labels.Count;

    /// <inheritdoc/>
    public override int Numbers => Classes;

    /// <summary>Logits of every depth of the network. The weights may be disposed of between two calls, never during one. Each (B, K)</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public Tensor[] ForwardPrefixes(InputBatch batch) => Use(model => model.Network.ForwardPrefixes(batch));

    /// <summary>An engine of its own over the same weights, which are freed when both are disposed of.</summary>
    /// <param name="exit">When rows leave; null if none does.</param>
    /// <param name="exitDepthColumn">The column that tells where, or null for none. Only with an early exit.</param>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public ScoringEngine WithEarlyExit(EarlyExit? exit, string? exitDepthColumn = null)
        => Share((model, network) => new ScoringEngine(model with { EarlyExit = exit, Columns = model.Columns with { ExitDepth = exitDepthColumn } }, network));

    /// <summary>An engine like <see cref="WithEarlyExit"/>'s that scores with the first layers only, all rows alike: to the bit as the network cut to them does.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public ScoringEngine AtDepth(int depth)
        => Share((model, network) => new ScoringEngine(model.AtFixedDepth(), network, depth));

    /// <summary>An engine of its own over the same weights, of a model that has nothing for later training.</summary>
    /// <exception cref="ObjectDisposedException">The engine has been disposed of.</exception>
    public ScoringEngine WithoutContinualState() => Share((model, network) => new ScoringEngine(model with { Continual = null }, network));

    /// <summary>The probabilities of logits, in 32 bits and on the CPU. (B, K)</summary>
    internal static Tensor Probabilities(Tensor logits) => nn.functional.softmax(logits.to_type(ScalarType.Float32), 1).cpu().contiguous();

    /// <inheritdoc/>
    protected override Tensor Compute(AcnNetwork network, InputBatch batch, Span<int> depths)
    {
        if (Model.EarlyExit is { IsPossible: true } exit)
        {
            EarlyLogits early = network.ForwardEarly(batch, some => Leave(exit, some));
            early.Depths.CopyTo(depths);
            return Probabilities(early.Logits);
        }
        depths.Fill(Depth);
        return Probabilities(network.ForwardPrefix(batch, Depth));
    }

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
