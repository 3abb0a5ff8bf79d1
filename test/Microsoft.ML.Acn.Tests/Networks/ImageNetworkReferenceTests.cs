using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>Networks of images and their gradients against loops over 64-bit numbers.</summary>
public class ImageNetworkReferenceTests
{
    [Theory]
    [InlineData(ImageLayers.Transformer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Transformer, AcnConnectivity.Residual)]
    [InlineData(ImageLayers.Transformer, AcnConnectivity.FeedForward)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Residual)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.FeedForward)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.DenseFormer)]
    [InlineData(ImageLayers.PaperMixer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.PaperMixer, AcnConnectivity.Residual)]
    public void Every_prefix_has_the_logits_of_a_64_bit_loop(ImageLayers layer, AcnConnectivity connectivity)
    {
        PatchEmbeddingConfig patches = TestImages.Patches();
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity));

        AssertAsReference(network, TestImages.Batch(patches, 5));
    }

    [Theory]
    [InlineData(1, 12, 8, 4, PatchStem.Convolutional, true)]
    [InlineData(3, 16, 8, 8, PatchStem.Convolutional, true)]
    [InlineData(4, 6, 4, 2, PatchStem.Convolutional, false)]
    [InlineData(3, 16, 32, 16, PatchStem.Convolutional, true)]
    [InlineData(1, 6, 9, 3, PatchStem.Linear, true)]
    [InlineData(4, 10, 5, 5, PatchStem.Linear, false)]
    public void Images_and_patches_of_every_shape(int channels, int height, int width, int patchSize, object stem, bool hasPositions)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(channels, height, width, patchSize, (PatchStem)stem, hasPositions);
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, ImageLayers.Mixer, layers: 1));

        AssertAsReference(network, TestImages.Batch(patches, 3));
    }

    [Theory]
    [InlineData(ImageLayers.Transformer, PatchStem.Linear, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, PatchStem.Convolutional, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, PatchStem.Linear, AcnConnectivity.Residual)]
    [InlineData(ImageLayers.Mixer, PatchStem.Linear, AcnConnectivity.FeedForward)]
    [InlineData(ImageLayers.Mixer, PatchStem.Linear, AcnConnectivity.DenseFormer)]
    [InlineData(ImageLayers.PaperMixer, PatchStem.Linear, AcnConnectivity.Residual)]
    public void The_gradient_is_what_small_changes_of_the_weights_do_to_the_loss(ImageLayers layer, object stem, AcnConnectivity connectivity)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(channels: 1, stem: (PatchStem)stem);
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity, layers: 2));
        using var scope = NewDisposeScope();
        ImageBatch batch = TestImages.Batch(patches, 3);
        int[] labels = [1, 0, 3];
        var pass = new TrainingPass(new RowDropout(0, new Random(1)));
        nn.functional.cross_entropy(network.Forward(batch, pass), tensor(Array.ConvertAll(labels, label => (long)label))).backward();

        var reference = new ReferenceImageNetwork(network);
        foreach ((string name, Tensor weight) in network.Weights())
        {
            float[] gradient = weight.grad!.contiguous().Numbers();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 3))
                Assert.Equal(Slope(reference, name, i, batch, labels), gradient[i], 2e-5);
        }
    }

    private static void AssertAsReference(AcnNetwork network, ImageBatch batch)
    {
        var reference = new ReferenceImageNetwork(network);
        float[][] logits = network.Logits(batch);

        Assert.Equal(network.Config.Layers + 1, logits.Length);
        for (int image = 0; image < batch.Count; image++)
        {
            double[][] expected = reference.Logits(batch, image);
            for (int depth = 0; depth < logits.Length; depth++)
            {
                for (int label = 0; label < 4; label++)
                    Assert.Equal(expected[depth][label], logits[depth][(image * 4) + label], 2e-5);
            }
        }
    }

    private static double Slope(ReferenceImageNetwork reference, string name, int index, ImageBatch batch, int[] labels)
    {
        const double change = 1e-5;
        double[] weight = reference.Weights[name];
        double before = weight[index];
        weight[index] = before + change;
        double above = reference.Loss(batch, labels);
        weight[index] = before - change;
        double below = reference.Loss(batch, labels);
        weight[index] = before;
        return (above - below) / (2 * change);
    }
}
