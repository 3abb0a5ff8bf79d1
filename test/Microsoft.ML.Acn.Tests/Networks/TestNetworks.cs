using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Small networks over a small vocabulary.</summary>
internal static class TestNetworks
{
    public static readonly TextVocabulary Vocabulary = TestTexts.Vocabulary(["the", "cat", "on"], subwordBuckets: 11, bigramBuckets: 7, maxTokens: 12);

    public static NetworkConfig Config(AcnConnectivity connectivity = AcnConnectivity.Acn, int layers = 3, int width = 8, bool isPair = false) => new()
    {
        Layers = layers,
        Width = width,
        Layer = new TransformerLayerConfig { Heads = 2, Hidden = (2 * width) + 3 },
        Classes = 4,
        Connectivity = connectivity,
        Embedding = new TextEmbeddingConfig { TableRows = Vocabulary.TableRows, Positions = 12, IsPair = isPair },
    };

    /// <summary>A network whose every weight is random, those too that start at 0 or 1.</summary>
    public static AcnNetwork Randomized(NetworkConfig config, int seed = 1)
    {
        var network = new AcnNetwork(config, CPU);
        Randomize(network, seed);
        return network;
    }

    public static void Randomize(AcnNetwork network, int seed)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var random = new Random(seed);
        foreach ((string name, Tensor weight) in network.Weights())
        {
            float center = name.Contains("norm.weight", StringComparison.Ordinal) ? 1 : 0;
            float[] values = [.. Enumerable.Range(0, (int)weight.numel()).Select(_ => center + (float)((random.NextDouble() * 1.2) - 0.6))];
            weight.copy_(tensor(values, weight.shape));
        }
    }

    public static float[] Numbers(this Tensor tensor)
    {
        using Tensor plain = tensor.detach();
        return plain.data<float>().ToArray();
    }

    public static Dictionary<string, float[]> Snapshot(this AcnNetwork network)
        => network.Weights().ToDictionary(weight => weight.Name, weight => weight.Tensor.Numbers());

    /// <summary>Logits of every depth for the rows of a store, in one batch. Index: depth; then B*K numbers.</summary>
    public static float[][] Logits(this AcnNetwork network, TextRowStore store, params int[] rows)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        return [.. network.ForwardPrefixes(Encoder(network).Collate(store, rows, null)).Select(Numbers)];
    }

    public static TextEncoder Encoder(AcnNetwork network)
        => new(Vocabulary, "Text", ((TextEmbeddingConfig)network.Config.Embedding).IsPair ? "Second" : null);

    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
