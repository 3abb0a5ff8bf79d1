using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// The network of "Auto-Compressing Networks" (arXiv 2506.09714): <c>x_i = f_i(x_{i-1})</c>, <c>y = x_0 + ... + x_L</c> (Eq. 1), and
/// <c>logits = head(norm(pool(y)))</c> with one norm and one head for every depth.
/// </summary>
/// <remarks>
/// Pooling is a mean and so linear: the running sum is kept of the pooled x_i, (B, C) instead of (B, T, C), and a layer's last product may come after the
/// mean (see <see cref="AcnLayer"/>). The prefix of depth k and the network cut to k layers do the same operations in the same order, so their logits are
/// equal to the bit.
/// </remarks>
internal sealed partial class AcnNetwork : NetworkPart
{
    private readonly TokenEmbedding embedding;
    private readonly AcnLayer[] layers;
    private readonly DepthAverage[]? averages;
    private readonly LayerNorm norm;
    private readonly LinearLayer head;

    // Once is enough: glibc's limits never fall.
    static AcnNetwork() => NativeHeap.KeepFreed();

    /// <param name="config">Shapes.</param>
    /// <param name="device">Where the weights live; <c>meta</c> allocates nothing and knows shapes only.</param>
    /// <param name="seed">Seed of the starting weights, or null when others are about to be put in.</param>
    public AcnNetwork(NetworkConfig config, Device device, long? seed = null)
    {
        Config = config;
        Device = device;
        using var scope = NewDisposeScope();
        using var init = new WeightInitializer(device, seed);
        embedding = Own(nameof(embedding), config.Embedding.Build(config.Width, init));
        layers = Own(nameof(layers), Enumerable.Range(0, config.Layers).Select(index => config.LayerAt(index).Build(config, index, init)));
        if (config.Connectivity == AcnConnectivity.DenseFormer)
            averages = Own(nameof(averages), Enumerable.Range(0, config.Layers).Select(index => new DepthAverage(index + 2, init)));
        norm = Own(nameof(norm), new LayerNorm(config.Width, init));
        head = Own(nameof(head), new LinearLayer(init.Random(config.Classes, config.Width)));
        foreach ((_, Tensor weight) in Weights())
            weight.DetachFromDisposeScope(); // also from a scope of the program around: the network outlives it
    }

    public NetworkConfig Config { get; private set; }

    public Device Device { get; }

    public TokenEmbedding Embedding => embedding;

    /// <summary>The name of the table of which a step touches some rows, or null if there is none.</summary>
    public string? TableName => embedding.RowTable is null ? null : $"{nameof(embedding)}.table";

    /// <summary>Whether training leaves the embedding as it is.</summary>
    public bool IsEmbeddingFrozen { get; private set; }

    /// <summary>Every tensor of the network by name, in an order that depends on the configuration only.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Weights()
        => NamedParameters().Select(weight => (weight.Name, (Tensor)weight.Parameter));

    /// <summary>The weights of one layer that training changes.</summary>
    /// <param name="index">How many layers come before it.</param>
    public Tensor[] TrainedWeightsOfLayer(int index) => [.. layers[index].Parameters().Where(weight => weight.requires_grad)];

    /// <summary>The weights that every training step changes, and whether they are of the last norm or the head, or of what comes before.</summary>
    public IEnumerable<(string Name, Parameter Weight, bool IsOfHead)> TrainedWeights()
        => NamedParameters().Where(weight => weight.Parameter.requires_grad).Select(weight => (weight.Name, weight.Parameter, IsOfHead(weight.Name) || weight.Name.StartsWith($"{nameof(norm)}.", StringComparison.Ordinal)));

    /// <summary>Sets the format of the products of the layers and, if it can bear it, of the embedding; the head's stays 32 bits.</summary>
    public void SetProductType(ScalarType type)
    {
        foreach (IProduct product in layers.SelectMany(layer => layer.Parts()).OfType<IProduct>().Concat(embedding.Products))
            product.ProductType = type;
    }

    /// <summary>Logits of the full depth. (B, K)</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="training">The pass of a training step, or null for scoring.</param>
    public Tensor Forward(InputBatch batch, TrainingPass? training = null) => Read(Passages(batch, training).Last().ReadOut, training);

    /// <summary>Logits of one depth, without the layers behind it. (B, K)</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="depth">From 0 to L.</param>
    public Tensor ForwardPrefix(InputBatch batch, int depth) => Read(Passages(batch, null).ElementAt(depth).ReadOut, null);

    /// <summary>Logits of every depth from 0 to L, from one pass over the layers. Each (B, K)</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor[] ForwardPrefixes(InputBatch batch, TrainingPass? training = null)
        => [.. Passages(batch, training).Select(passage => Read(passage.ReadOut, training))];

    /// <summary>
    /// Logits of each row at the depth where it leaves: those of that prefix, to the bit where <see cref="ProductBlocks"/> are found. Rows that have left cost nothing more, for the batch
    /// shrinks. At the full depth all leave.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="leave">Says of each row by its logits whether it leaves here. (R, K) to (R)</param>
    public EarlyLogits ForwardEarly(InputBatch batch, Func<Tensor, bool[]> leave)
    {
        var exits = new RowExits(batch.Count);
        LayerPassage passage = LayerPassage.Enter(embedding.Embed(batch, null));
        for (int depth = 0; depth < Config.Layers; depth++)
        {
            Tensor logits = Read(passage.ReadOut, null);
            long[] staying = exits.Leave(depth, logits, leave(logits));
            if (staying.Length == 0)
                return exits.Finish();
            if (staying.Length < logits.shape[0])
                passage = passage.Select(tensor(staying, device: Device));
            passage = Deeper(passage, depth, putsOff: true);
        }
        Tensor last = Read(passage.ReadOut, null);
        exits.Leave(Config.Layers, last, [.. Enumerable.Repeat(true, (int)last.shape[0])]);
        return exits.Finish();
    }

    /// <summary>Multiplies the logits of every depth, by scaling the head.</summary>
    public void ScaleLogits(double factor)
    {
        using var _ = no_grad();
        head.Scale(factor);
    }

    /// <summary>Keeps the weights of the first layers out of training.</summary>
    public void FreezeLayers(int count)
    {
        foreach (Parameter weight in layers.Take(count).SelectMany(layer => layer.Parameters()))
            weight.requires_grad_(false);
    }

    /// <summary>Keeps the weights of the embedding out of training.</summary>
    public void FreezeEmbedding()
    {
        IsEmbeddingFrozen = true;
        foreach (Parameter weight in embedding.Parameters())
            weight.requires_grad_(false);
    }

    /// <summary>What the head reads at depth 0, 1, ..., L: pooled tokens, summed up to that depth where the connectivity says so. Each (B, C)</summary>
    public IEnumerable<Tensor> ReadOuts(InputBatch batch) => Passages(batch, null).Select(passage => passage.ReadOut);

    /// <summary>The batch at depth 0, 1, ..., L.</summary>
    private IEnumerable<LayerPassage> Passages(InputBatch batch, TrainingPass? training)
    {
        EmbeddedBatch embedded = embedding.Embed(batch, training);
        if (training is not null)
            embedded = embedded with { Tokens = training.Dropout.Apply(embedded.Tokens) };
        LayerPassage passage = LayerPassage.Enter(embedded);
        yield return passage;
        for (int depth = 0; depth < Config.Layers; depth++)
        {
            LayerPassage before = training is { DetachesLayers: true } ? passage.Detached() : passage;
            passage = Deeper(before, depth, putsOff: training is null || depth == Config.Layers - 1);
            yield return passage = training?.LayerDropout?.Apply(before, passage, depth) ?? passage;
        }
    }

    /// <summary>Whether a weight, by its name, is of the head: its first dimension is that of the classes.</summary>
    internal static bool IsOfHead(string name) => name.StartsWith($"{nameof(head)}.", StringComparison.Ordinal);

    /// <summary>One depth more.</summary>
    /// <remarks>
    /// Scoring puts off the end of every layer, so that the prefix of a depth and the network cut there do the same. A training step does so with the last layer alone:
    /// elsewhere it needs the tokens anyhow, and a second gradient of the hidden features would cost more than the mean saves.
    /// </remarks>
    private LayerPassage Deeper(LayerPassage passage, int depth, bool putsOff)
        => passage.Through(layers[depth], Config.Connectivity, averages?[depth], putsOff && !embedding.HasOneToken);

    /// <summary>The logits of what the head reads; when training, behind dropout that is drawn for each depth. (B, C) to (B, K)</summary>
    private Tensor Read(Tensor readOut, TrainingPass? training)
    {
        Tensor normed = norm.Forward(readOut);
        return head.Forward(training is null ? normed : training.Dropout.Apply(normed));
    }
}
