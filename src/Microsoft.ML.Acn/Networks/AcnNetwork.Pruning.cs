using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <content>What can be pruned of the network.</content>
internal sealed partial class AcnNetwork
{
    /// <summary>The units of a kind, layer by layer.</summary>
    public IReadOnlyList<PrunableUnits> UnitsOf(UnitKind kind)
        => [.. layers.SelectMany((layer, index) => layer.Units.Where(units => units.Kind == kind).Select(units => units with { Layer = index }))];

    /// <summary>The tensors of which single weights can be pruned: matrices, kernels and tables. Biases, norms, positions, the weights of depths and the head are left alone.</summary>
    public IReadOnlyList<(string Name, Parameter Weight)> PrunableWeights(PrunedWeights where) =>
    [
        .. NamedParameters()
            .Where(weight => where != PrunedWeights.None && IsPrunable(weight.Name, weight.Parameter, where))
            .Select(weight => (weight.Name, weight.Parameter)),
    ];

    /// <summary>Says that zeros are pruned weights from now on.</summary>
    public void MarkPruned(PrunedWeights where)
    {
        // What includes the embedding includes the layers.
        Config = Config with { PrunedWeights = (PrunedWeights)Math.Max((int)where, (int)Config.PrunedWeights) };
    }

    /// <summary>A network of its own without some of the units, which computes what this one does with their weights at zero, but for rounding.</summary>
    /// <param name="kept">What is left of the parts of which not all is.</param>
    public AcnNetwork Shrink(IReadOnlyList<KeptUnits> kept)
    {
        LayerSize[] sizes = [.. Enumerable.Range(0, Config.Layers).Select(index => Config.LayerAt(index).Size())];
        var positions = new Dictionary<nint, (int Dimension, List<long> Positions)>();
        foreach (KeptUnits part in kept)
        {
            sizes[part.Units.Layer] = part.Units.Resize(sizes[part.Units.Layer], part.Kept.Count);
            foreach (UnitSlice slice in part.Units.Slices)
            {
                if (!positions.TryGetValue(slice.Weight.Handle, out (int Dimension, List<long> Positions) all))
                    positions.Add(slice.Weight.Handle, all = (slice.Dimension, []));
                all.Positions.AddRange(slice.Positions(part.Kept));
            }
        }
        bool isFull = sizes.All(size => size == Config.Layer.Size());
        return Filled(Config with { Sizes = isFull ? null : sizes }, Device, small =>
        {
            using var scope = NewDisposeScope();
            foreach (((string _, Tensor target), (string _, Tensor weight)) in small.Weights().Zip(Weights()))
            {
                target.copy_(positions.TryGetValue(weight.Handle, out (int Dimension, List<long> Positions) left)
                    ? weight.index_select(left.Dimension, tensor(left.Positions.ToArray(), device: Device))
                    : weight);
            }
        });
    }

    private bool IsPrunable(string name, Parameter weight, PrunedWeights where)
    {
        if (weight.dim() is not (2 or 4))
            return false;
        if (name.StartsWith($"{nameof(layers)}.", StringComparison.Ordinal))
            return true;
        return where == PrunedWeights.LayersAndEmbedding
            && name.StartsWith($"{nameof(embedding)}.", StringComparison.Ordinal)
            && (name.EndsWith(".weight", StringComparison.Ordinal) || weight.Handle == embedding.RowTable?.Handle);
    }
}
