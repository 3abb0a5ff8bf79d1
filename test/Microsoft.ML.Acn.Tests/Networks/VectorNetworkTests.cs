using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Vectors;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Networks of MLP layers over vectors, against loops over 64-bit numbers.</summary>
public class VectorNetworkTests
{
    private const int Features = 21;

    private static readonly float[][] _rows = TestVectors.Random(7, Features, 0.6);
    private static readonly VectorRowStore _store = TestVectors.Store([.. _rows.Select(TestVectors.Dense)]);

    public static TheoryData<AcnConnectivity, bool> Kinds => new()
    {
        { AcnConnectivity.Acn, false },
        { AcnConnectivity.Acn, true },
        { AcnConnectivity.Residual, false },
        { AcnConnectivity.FeedForward, true },
        { AcnConnectivity.DenseFormer, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_prefix_has_the_logits_of_a_64_bit_loop(AcnConnectivity connectivity, bool isSparse)
    {
        using AcnNetwork network = TestNetworks.Randomized(Config(connectivity, isSparse));
        var reference = new ReferenceNetwork(network);

        float[][] logits = Logits(network, _store, [.. Enumerable.Range(0, 7)]);

        for (int row = 0; row < 7; row++)
        {
            double[][] expected = reference.Logits(Array.ConvertAll(_rows[row], value => (double)value));
            for (int depth = 0; depth < 4; depth++)
                TestNetworks.AssertClose(Array.ConvertAll(expected[depth], value => (float)value), logits[depth][(row * 4)..((row + 1) * 4)], 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradient_is_what_small_changes_of_the_weights_do_to_the_loss(AcnConnectivity connectivity, bool isSparse)
    {
        using AcnNetwork network = TestNetworks.Randomized(Config(connectivity, isSparse, layers: 2));
        using var scope = NewDisposeScope();
        int[] labels = [1, 0, 3];
        InputBatch batch = Encoder(network).Collate(_store, [0, 2, 3], new VectorNoise(new Random(1), 0));
        var pass = new TrainingPass(new RowDropout(0, new Random(1)));
        nn.functional.cross_entropy(network.Forward(batch, pass), tensor(Array.ConvertAll(labels, label => (long)label))).backward();

        var reference = new ReferenceNetwork(network);
        double Loss() => new[] { 0, 2, 3 }.Select((row, i) => ReferenceNetwork.CrossEntropy(reference.Logits(Array.ConvertAll(_rows[row], value => (double)value))[^1], labels[i])).Average();
        foreach ((string name, Tensor weight) in network.Weights().Where(weight => weight.Tensor.requires_grad))
        {
            float[] gradient = weight.grad!.Numbers();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 5))
                Assert.Equal(Slope(reference.Weights[name], i, Loss), gradient[i], 2e-5);
        }
        if (!isSparse)
            return;
        using var rowsOptimizer = new RowAdam(network.Embedding.RowTable!, 0);
        double squaredNorm = rowsOptimizer.Accumulate(batch.Bags!, pass.RowMeans!.grad!).SquaredNorm();
        double expected = Enumerable.Range(0, Features * 8).Sum(i => Math.Pow(Slope(reference.Weights["embedding.table"], i, Loss), 2));
        Assert.Equal(expected, squaredNorm, 1e-4 * expected);
    }

    [Fact]
    public void Dense_and_sparse_embeddings_of_the_same_weights_give_the_same_tokens()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using AcnNetwork dense = TestNetworks.Randomized(Config(AcnConnectivity.Acn, isSparse: false)), sparse = new(Config(AcnConnectivity.Acn, isSparse: true), CPU);
        Dictionary<string, Tensor> from = dense.Weights().ToDictionary(weight => weight.Name, weight => weight.Tensor);
        foreach ((string name, Tensor weight) in sparse.Weights())
        {
            weight.copy_(name switch
            {
                "embedding.table" => from["embedding.linear.weight"].t(),
                "embedding.bias" => from["embedding.linear.bias"],
                _ => from[name],
            });
        }
        int[] rows = [0, 1, 2, 3, 4, 5, 6];

        float[] left = Embed(dense, rows), right = Embed(sparse, rows);

        TestNetworks.AssertClose(left, right, 2e-6);
        float[][] leftLogits = Logits(dense, _store, rows), rightLogits = Logits(sparse, _store, rows);
        for (int depth = 0; depth < 4; depth++)
            TestNetworks.AssertClose(leftLogits[depth], rightLogits[depth], 2e-5);
    }

    [Theory]
    [InlineData(false, Features)]
    [InlineData(true, Features)]
    [InlineData(false, 784)]
    [InlineData(false, 3_001)]
    public void A_row_has_the_same_logits_to_the_bit_alone_and_in_any_batch(bool isSparse, int features)
    {
        using var network = new AcnNetwork(Config(AcnConnectivity.Acn, isSparse, features: features) with { Width = 128, Layer = new MlpLayerConfig { Hidden = 256 } }, CPU, seed: 1);
        VectorRowStore store = TestVectors.Store([.. TestVectors.Random(130, features, 0.7).Select(TestVectors.Dense)]);
        float[] together = Logits(network, store, [.. Enumerable.Range(0, 130)])[^1];

        foreach (int row in new[] { 0, 1, 63, 128, 129 })
        {
            RowBits.AssertSame(together[(row * 4)..((row + 1) * 4)], Logits(network, store, [row])[^1]);
            RowBits.AssertSame(together[(row * 4)..((row + 1) * 4)], Logits(network, store, [5, row, 7])[^1][4..8]);
        }
    }

    [Fact]
    public void A_new_network_passes_vectors_on_almost_unchanged()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var init = new WeightInitializer(CPU, 5);
        using var block = new MlpBlock(new MlpLayerConfig { Hidden = 64 }, 32, residual: false, init);
        using var generator = new Generator(3, CPU);
        Tensor x = randn([10, 1, 32], generator: generator), normed = nn.functional.layer_norm(x, [32]);

        Tensor output = block.Project(block.Hidden(x, null));

        float[] cosine = nn.functional.cosine_similarity(output.flatten(1), normed.flatten(1), 1, 1e-8).Numbers();
        Assert.All(cosine, value => Assert.InRange(value, 0.9, 1));
    }

    private static NetworkConfig Config(AcnConnectivity connectivity, bool isSparse, int layers = 3, int features = Features) => new()
    {
        Layers = layers,
        Width = 8,
        Layer = new MlpLayerConfig { Hidden = 19 },
        Classes = 4,
        Connectivity = connectivity,
        Embedding = new VectorEmbeddingConfig { Features = features, IsSparse = isSparse },
    };

    private static VectorEncoder Encoder(AcnNetwork network)
    {
        var config = (VectorEmbeddingConfig)network.Config.Embedding;
        return new VectorEncoder("Features", config.Features, config.IsSparse, null);
    }

    private static float[] Embed(AcnNetwork network, int[] rows) => network.Embedding.Embed(Encoder(network).Collate(_store, rows, null), null).Tokens.Numbers();

    private static float[][] Logits(AcnNetwork network, VectorRowStore store, int[] rows)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        return [.. network.ForwardPrefixes(Encoder(network).Collate(store, rows, null)).Select(TestNetworks.Numbers)];
    }

    private static double Slope(double[] weight, int index, Func<double> loss)
    {
        const double change = 1e-5;
        double before = weight[index];
        weight[index] = before + change;
        double above = loss();
        weight[index] = before - change;
        double below = loss();
        weight[index] = before;
        return (above - below) / (2 * change);
    }
}
