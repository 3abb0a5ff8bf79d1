using Microsoft.ML.Acn.Inputs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// The network of "Auto-Compressing Networks" (arXiv 2506.09714): <c>x_i = f_i(x_{i-1})</c>, <c>y = x_0 + ... + x_L</c> (Eq. 1), and
/// <c>logits = head(norm(pool(y)))</c> with one norm and one head for every depth.
/// </summary>
/// <remarks>
/// Pooling is a mean and so linear: the running sum is kept of the pooled x_i, (B, C) instead of (B, T, C). The prefix of depth k and the
/// network cut to k layers do the same operations in the same order, so their logits are equal to the bit.
/// </remarks>
internal sealed class AcnNetwork : nn.Module
{
    private readonly TokenEmbedding embedding;
    private readonly ModuleList<AcnLayer> layers;
    private readonly LayerNorm norm;
    private readonly LinearLayer head;

    /// <param name="config">Shapes.</param>
    /// <param name="device">Where the weights live; <c>meta</c> allocates nothing and knows shapes only.</param>
    /// <param name="seed">Seed of the starting weights, or null when others are about to be put in.</param>
    public AcnNetwork(NetworkConfig config, Device device, long? seed = null)
        : base(nameof(AcnNetwork))
    {
        Config = config;
        Device = device;
        using var scope = NewDisposeScope();
        using var init = new WeightInitializer(device, seed);
        embedding = config.Embedding.Build(config.Width, init);
        layers = new ModuleList<AcnLayer>([.. Enumerable.Range(0, config.Layers).Select(index => config.Layer.Build(config, index, init))]);
        norm = nn.LayerNorm(config.Width, device: device);
        head = new LinearLayer(init.Random(config.Classes, config.Width));
        RegisterComponents();
        foreach ((_, Tensor weight) in Weights())
            weight.DetachFromDisposeScope(); // also from a scope of the program around: the network outlives it
    }

    public NetworkConfig Config { get; }

    public Device Device { get; }

    public TokenEmbedding Embedding => embedding;

    /// <summary>Every tensor of the network by name, in an order that depends on the configuration only.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Weights()
        => named_parameters().Select(weight => (weight.name, (Tensor)weight.parameter));

    /// <summary>The weights of one layer.</summary>
    /// <param name="index">How many layers come before it.</param>
    public Tensor[] WeightsOfLayer(int index) => [.. layers[index].parameters()];

    /// <summary>Sets the format of the products of the layers and, if it can bear it, of the embedding; the head's stays 32 bits.</summary>
    public void SetProductType(ScalarType type)
    {
        foreach (IProduct product in layers.modules().OfType<IProduct>().Concat(embedding.Products))
            product.ProductType = type;
    }

    /// <summary>Logits of the full depth. (B, K)</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="training">The pass of a training step, or null for scoring.</param>
    public Tensor Forward(InputBatch batch, TrainingPass? training = null)
    {
        Tensor normed = norm.call(ReadOuts(batch, training).Last());
        return head.call(training is null ? normed : training.Dropout.Apply(normed));
    }

    /// <summary>Logits of every depth from 0 to L, from one pass over the layers. Each (B, K)</summary>
    public Tensor[] ForwardPrefixes(InputBatch batch) => [.. ReadOuts(batch, null).Select(pooled => head.call(norm.call(pooled)))];

    /// <summary>Multiplies the logits of every depth, by scaling the head.</summary>
    public void ScaleLogits(double factor)
    {
        using var _ = no_grad();
        head.Scale(factor);
    }

    /// <summary>A network of its own with the first <paramref name="depth"/> layers, and copies of their weights.</summary>
    public AcnNetwork Truncate(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, Config.Layers);
        var cut = new AcnNetwork(Config with { Layers = depth }, Device);
        using (no_grad())
        {
            Dictionary<string, Tensor> source = Weights().ToDictionary(weight => weight.Name, weight => weight.Tensor);
            foreach ((string name, Tensor weight) in cut.Weights())
                weight.copy_(source[name]);
        }
        return cut;
    }

    /// <summary>What the head reads at depth 0, 1, ..., L: pooled tokens, summed up to that depth where the connectivity says so. Each (B, C)</summary>
    public IEnumerable<Tensor> ReadOuts(InputBatch batch, TrainingPass? training = null)
    {
        (Tensor x, Tensor poolWeights, Tensor? mask) = embedding.Embed(batch, training);
        if (training is not null)
            x = training.Dropout.Apply(x);
        Tensor y = Pool(x);
        yield return y;
        foreach (AcnLayer layer in layers)
        {
            x = layer.call(training is { DetachesLayers: true } ? x.detach() : x, mask);
            y = Config.Connectivity == AcnConnectivity.Acn ? y.Plus(Pool(x)) : Pool(x);
            yield return y;
        }

        Tensor Pool(Tensor tokens) => bmm(poolWeights, tokens).squeeze(1); // (B, 1, T) x (B, T, C)
    }
}
