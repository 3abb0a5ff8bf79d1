using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Inputs.Vectors;
using Microsoft.ML.Acn.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Rows that leave a network at depths of their own.</summary>
public class EarlyExitForwardTests
{
    private const int Rows = 131;

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void Texts_leave_with_the_logits_of_their_prefix_to_the_bit(AcnConnectivity connectivity)
    {
        var random = new Random(3);
        string[] words = ["the", "cat", "on", "rhinoceros", "mat"];
        TextRowStore texts = TestTexts.Store(12, [.. Enumerable.Range(0, Rows).Select(_ => string.Join(' ', random.GetItems(words, random.Next(1, 12))))]);
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, width: 64));

        AssertPrefixes(network, TestNetworks.Encoder(network).Collate(texts, texts.All(), null), Rows);
    }

    [Theory]
    [InlineData(ImageLayers.Transformer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.FeedForward)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.DenseFormer)]
    [InlineData(ImageLayers.PaperMixer, AcnConnectivity.Residual)]
    public void Images_leave_with_the_logits_of_their_prefix_to_the_bit(ImageLayers layer, AcnConnectivity connectivity)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(stem: PatchStem.Convolutional);
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity, width: 64));

        AssertPrefixes(network, TestImages.Batch(patches, Rows), Rows);
    }

    [Fact]
    public void Vectors_leave_with_the_logits_of_their_prefix_to_the_bit()
    {
        VectorRowStore store = TestVectors.Store([.. TestVectors.Random(Rows, 21, 0.6).Select(TestVectors.Dense)]);
        using AcnNetwork network = TestNetworks.Randomized(new NetworkConfig
        {
            Layers = 3,
            Width = 128,
            Layer = new MlpLayerConfig { Hidden = 256 },
            Classes = 4,
            Connectivity = AcnConnectivity.Acn,
            Embedding = new VectorEmbeddingConfig { Features = 21, IsSparse = false },
        });

        AssertPrefixes(network, new VectorEncoder("Features", 21, isSparse: false, null).Collate(store, [.. Enumerable.Range(0, Rows)], null), Rows);
    }

    /// <summary>Rows leave at random depths, then all at one of them; every row must have the bits of the prefix, and only those inside may be computed.</summary>
    private static void AssertPrefixes(AcnNetwork network, InputBatch batch, int rows)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        int layers = network.Config.Layers, classes = network.Config.Classes;
        float[][] prefixes = [.. network.ForwardPrefixes(batch).Select(TestNetworks.Numbers)];
        var random = new Random(5);

        int[][] plans = [[.. Enumerable.Range(0, rows).Select(_ => random.Next(layers + 1))], .. Enumerable.Range(0, layers + 1).Select(depth => Enumerable.Repeat(depth, rows).ToArray())];
        foreach (int[] plan in plans)
        {
            List<int> inside = [.. Enumerable.Range(0, rows)];
            var seen = new List<int>();
            EarlyLogits early = network.ForwardEarly(batch, logits =>
            {
                int depth = seen.Count;
                seen.Add((int)logits.shape[0]);
                bool[] leave = [.. inside.Select(row => plan[row] == depth)];
                inside.RemoveAll(row => plan[row] == depth);
                return leave;
            });

            Assert.Equal(plan, early.Depths);
            int[] expected = [.. Enumerable.Range(0, Math.Min(layers, plan.Max() + 1)).Select(depth => plan.Count(exit => exit >= depth))];
            Assert.Equal(expected, seen);
            float[] logits = early.Logits.Numbers();
            for (int row = 0; row < rows; row++)
                RowBits.AssertSame(prefixes[plan[row]][(row * classes)..((row + 1) * classes)], logits[(row * classes)..((row + 1) * classes)]);
        }
    }
}
