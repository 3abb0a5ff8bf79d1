using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Gives what the head reads at one depth, before its norm.</summary>
internal sealed class FeatureEngine : RowEngine
{
    /// <param name="model">The model.</param>
    /// <param name="network">Its network; one hold of it is the engine's from now on.</param>
    /// <param name="owner">What users dispose of, for exceptions.</param>
    /// <param name="depth">k, from 0 to L; null for L.</param>
    public FeatureEngine(AcnModel model, SharedNetwork network, Type owner, int? depth = null)
        : base(model, network, owner, depth)
    {
    }

    /// <summary>C, the features.</summary>
    public override int Numbers => Model.Network.Config.Width;

    /// <inheritdoc/>
    protected override Tensor Compute(AcnNetwork network, InputBatch batch, Span<int> depths)
    {
        depths.Fill(Depth);
        return network.ReadOuts(batch).ElementAt(Depth).to_type(ScalarType.Float32).cpu().contiguous();
    }
}
