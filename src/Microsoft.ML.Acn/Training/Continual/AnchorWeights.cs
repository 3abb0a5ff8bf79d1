using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>The weights that a continual run begins with. Weight decay and the penalty of moving pull towards them.</summary>
internal sealed class AnchorWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _dense = [];

    /// <param name="network">Before its first step.</param>
    /// <param name="table">The embedding table of the initial model, or null if there is none. Not owned, and not to change.</param>
    /// <param name="classes">For each class its position in the initial model, or -1 for a new one; null for the same classes.</param>
    public AnchorWeights(AcnNetwork network, Tensor? table, IReadOnlyList<int>? classes)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Table = table;
        foreach ((string name, Tensor weight) in network.Weights().Where(weight => weight.Name != network.TableName))
            _dense.Add(name, weight.detach().clone().DetachFromDisposeScope());
        // A new output began by chance: that is no place to be pulled to.
        long[] added = [.. (classes ?? []).Select((old, output) => old < 0 ? output : -1L).Where(output => output >= 0)];
        if (added.Length == 0)
            return;
        Tensor outputs = tensor(added, device: network.Device);
        foreach (Tensor weight in _dense.Where(one => AcnNetwork.IsOfHead(one.Key)).Select(one => one.Value))
            weight.index_copy_(0, outputs, zeros([added.Length, .. weight.shape[1..]], dtype: ScalarType.Float32, device: network.Device));
    }

    /// <summary>The table. (R, C)</summary>
    public Tensor? Table { get; }

    /// <summary>A weight that every step changes.</summary>
    public Tensor this[string name] => _dense[name];

    public void Dispose()
    {
        foreach (Tensor weight in _dense.Values)
            weight.Dispose();
    }
}
