using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <content>Networks of their own with weights of this one.</content>
internal sealed partial class AcnNetwork
{
    /// <summary>A network of its own with the first <paramref name="depth"/> layers, and copies of their weights.</summary>
    public AcnNetwork Truncate(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, Config.Layers);
        Dictionary<string, Tensor> source = Weights().ToDictionary(weight => weight.Name, weight => weight.Tensor);
        return Filled(Config.AtDepth(depth), Device, cut =>
        {
            foreach ((string name, Tensor weight) in cut.Weights())
                weight.copy_(source[name]);
        });
    }

    /// <summary>A network of its own with copies of the weights.</summary>
    /// <param name="device">Where they shall live.</param>
    /// <param name="classes">For each class of the copy its position among the classes here, or -1 for one that is not here; null for the same classes.</param>
    /// <param name="seed">Seed of the starting weights of classes that are not here.</param>
    public AcnNetwork Copy(Device device, IReadOnlyList<int>? classes, long seed)
    {
        return Filled(Config with { Classes = classes?.Count ?? Config.Classes }, device, copy =>
        {
            foreach (((string _, Tensor target), (string _, Tensor weight)) in copy.Weights().Zip(Weights()).Where(pair => !IsOfHead(pair.First.Name)))
                target.copy_(weight);
            using var scope = NewDisposeScope();
            using var init = new WeightInitializer(device, seed);
            copy.head.CopyOutputs(head, classes ?? [.. Enumerable.Range(0, Config.Classes)], init);
        });
    }

    /// <summary>A network whose weights are put in. It is freed if that fails.</summary>
    private static AcnNetwork Filled(NetworkConfig config, Device device, Action<AcnNetwork> fill)
    {
        var network = new AcnNetwork(config, device);
        try
        {
            using var _ = no_grad();
            fill(network);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}
