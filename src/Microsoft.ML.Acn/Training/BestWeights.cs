using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training;

/// <summary>A copy of the weights of the best epoch so far.</summary>
internal sealed class BestWeights(AcnNetwork network) : IDisposable
{
    private readonly List<Tensor> _copies = [];

    public bool HasValue => _copies.Count > 0;

    public void Keep()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (HasValue)
        {
            foreach ((Tensor copy, (string _, Tensor weight)) in _copies.Zip(network.Weights()))
                copy.copy_(weight);
            return;
        }
        foreach ((string _, Tensor weight) in network.Weights())
            _copies.Add(weight.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>Puts the kept weights back into the network, if any were kept.</summary>
    public void Restore()
    {
        using var _ = no_grad();
        if (!HasValue)
            return;
        foreach ((Tensor copy, (string _, Tensor weight)) in _copies.Zip(network.Weights()))
            weight.copy_(copy);
    }

    /// <summary>The kept weights; none if none were kept.</summary>
    public IEnumerable<StatePart> State() => _copies.Zip(network.Weights(), (copy, weight) => StatePart.Of($"best.{weight.Name}", copy));

    public void Dispose()
    {
        _copies.ForEach(copy => copy.Dispose());
        _copies.Clear();
    }
}
