using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>What is promised of every network, for those of images.</summary>
public class ImageNetworkTests
{
    public static TheoryData<ImageLayers, AcnConnectivity> Kinds { get; } = AllKinds();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_truncated_network_gives_the_prefix_to_the_bit(ImageLayers layer, AcnConnectivity connectivity)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(stem: PatchStem.Convolutional);
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity));
        ImageBatch batch = TestImages.Batch(patches, 5);
        float[][] prefixes = network.Logits(batch);

        for (int depth = 0; depth <= 3; depth++)
        {
            using AcnNetwork cut = network.Truncate(depth);
            Assert.Equal(prefixes[..(depth + 1)], cut.Logits(batch));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_image_scores_alone_as_in_any_batch(ImageLayers layer, AcnConnectivity connectivity)
    {
        foreach (PatchStem stem in Enum.GetValues<PatchStem>())
        {
            PatchEmbeddingConfig patches = TestImages.Patches(stem: stem);
            using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity));
            ImageBatch batch = TestImages.Batch(patches, 7);
            float[][] together = network.Logits(batch);

            for (int image = 0; image < batch.Count; image++)
                AssertImage(image, network.Logits(batch.Pick(image)), 0);
            AssertImage(2, network.Logits(batch.Pick(4, 2, 2)), 1);

            void AssertImage(int image, float[][] logits, int at)
            {
                for (int depth = 0; depth < together.Length; depth++)
                    TestNetworks.AssertClose(together[depth][(image * 4)..((image + 1) * 4)], logits[depth][(at * 4)..((at + 1) * 4)], 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(1, 28, PatchStem.Convolutional)]
    [InlineData(3, 32, PatchStem.Convolutional)]
    [InlineData(1, 28, PatchStem.Linear)]
    public void An_image_s_tokens_are_the_same_bits_alone_and_in_any_batch(int channels, int side, object stem)
    {
        using var scope = NewDisposeScope();
        using var _ = inference_mode();
        using WeightInitializer init = new(CPU, 5);
        PatchEmbeddingConfig patches = TestImages.Patches(channels, side, side, stem: (PatchStem)stem);
        using TokenEmbedding embedding = patches.Build(32, init);
        ImageBatch batch = TestImages.Batch(patches, 9);
        float[] together = embedding.Embed(batch, null).Tokens.Numbers();
        int size = together.Length / 9;

        for (int image = 0; image < 9; image++)
            RowBits.AssertSame(together[(image * size)..((image + 1) * size)], embedding.Embed(batch.Pick(image), null).Tokens.Numbers());
        RowBits.AssertSame(together[..(5 * size)], embedding.Embed(batch.Pick(0, 1, 2, 3, 4), null).Tokens.Numbers());
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void A_mixer_layer_starts_near_the_identity(AcnConnectivity connectivity)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 7);
        NetworkConfig config = TestImages.Config(TestImages.Patches(height: 28, width: 28), ImageLayers.Mixer, connectivity, width: 64);
        using AcnLayer block = config.Layer.Build(config, 0, init);
        Tensor x = init.Normal(1, 3, 49, 64);

        float[] cosines = nn.functional.cosine_similarity(x, block.Project(block.Hidden(x, null)), dim: 2).Numbers();

        // Cosine of the angle between a token and what the layer makes of it; for two independent tokens it is 0 +- 0.13.
        Assert.All(cosines, cosine => Assert.InRange(cosine, 0.6, 1));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_meta_device_knows_names_and_shapes(ImageLayers layer, AcnConnectivity connectivity)
    {
        foreach (PatchStem stem in Enum.GetValues<PatchStem>())
        {
            NetworkConfig config = TestImages.Config(TestImages.Patches(stem: stem), layer, connectivity);
            using AcnNetwork network = new(config, CPU), shapes = new(config, META);

            Assert.Equal(
                network.Weights().Select(weight => (weight.Name, string.Join('x', weight.Tensor.shape), weight.Tensor.dtype)),
                shapes.Weights().Select(weight => (weight.Name, string.Join('x', weight.Tensor.shape), weight.Tensor.dtype)));
        }
    }

    [Theory]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Acn, 0.5)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.FeedForward, 1)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Residual, 1)]
    [InlineData(ImageLayers.PaperMixer, AcnConnectivity.Acn, 1)]
    public void In_the_sum_of_mixer_layers_each_starts_at_half_of_the_one_before(ImageLayers layer, AcnConnectivity connectivity, double ratio)
    {
        using AcnNetwork network = new(TestImages.Config(TestImages.Patches(), layer, connectivity, width: 32), CPU, 1);
        double[] sizes = [.. Enumerable.Range(0, network.Config.Layers).Select(index => network.Snapshot()[$"layers.{index}.mlp.down.weight"].Sum(weight => Math.Abs(weight)))];

        Assert.All(sizes.Zip(sizes.Skip(1)), pair => Assert.Equal(ratio, pair.Second / pair.First, 0.1 * ratio));
    }

    [Fact]
    public void A_seed_decides_every_weight_and_another_seed_others()
    {
        NetworkConfig config = TestImages.Config(TestImages.Patches(stem: PatchStem.Convolutional), ImageLayers.PaperMixer);
        using AcnNetwork first = new(config, CPU, 3), second = new(config, CPU, 3), third = new(config, CPU, 4);

        Assert.Equal(first.Snapshot(), second.Snapshot());
        foreach (string name in new[] { "embedding.stem.convolutions.0.weight", "embedding.stem.proj.weight", "embedding.position_rows", "layers.0.token_mlp.up.weight", "layers.2.skip_linear.weight" })
            Assert.NotEqual(first.Snapshot()[name], third.Snapshot()[name]);
    }

    [Theory]
    [InlineData(ImageLayers.Transformer)]
    [InlineData(ImageLayers.Mixer)]
    [InlineData(ImageLayers.PaperMixer)]
    public void Products_in_bfloat16_score_nearly_the_same_at_every_depth(ImageLayers layer)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(stem: PatchStem.Convolutional);
        using AcnNetwork network = new(TestImages.Config(patches, layer, width: 32), CPU, 1);
        ImageBatch batch = TestImages.Batch(patches, 3);
        float[][] exact = network.Logits(batch);

        network.SetProductType(ScalarType.BFloat16);
        float[][] close = network.Logits(batch);

        for (int depth = 0; depth < exact.Length; depth++)
        {
            Assert.NotEqual(exact[depth], close[depth]);
            TestNetworks.AssertClose(exact[depth], close[depth], 0.05);
        }
        network.SetProductType(ScalarType.Float32);
        Assert.Equal(exact, network.Logits(batch));
    }

    [Theory]
    [InlineData(ImageLayers.Transformer, PatchStem.Linear)]
    [InlineData(ImageLayers.Mixer, PatchStem.Convolutional)]
    public void A_training_step_reaches_every_weight_without_a_table_of_rows(ImageLayers layer, object stem)
    {
        PatchEmbeddingConfig patches = TestImages.Patches(stem: (PatchStem)stem);
        using AcnNetwork network = new(TestImages.Config(patches, layer), CPU, 1);
        Dictionary<string, float[]> before = network.Snapshot();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var plan = new TrainingPlan
        {
            Epochs = 1,
            BatchSize = 4,
            LearningRate = 1e-3,
            WeightDecay = 0.1,
            WarmupFraction = 0,
            Dropout = 0.1,
            LabelSmoothing = 0.1,
            GradientClipNorm = 1,
            ValidationFraction = 0,
        };
        using (TrainingStep step = new(network, plan, new Random(1)))
        {
            var batch = new TrainingBatch(TestImages.Batch(patches, 4), [0, 1, 2, 3], [1, 1, 1, 1]);
            double first = step.Run(batch, 1e-2).LossSum, last = first;
            for (int round = 0; round < 30; round++)
                last = step.Run(batch, 1e-2).LossSum;
            step.Settle();
            Assert.True(last < 0.7 * first, $"{first} to {last}");
        }

        Assert.All(network.Snapshot(), weight => Assert.NotEqual(before[weight.Key], weight.Value));
        foreach ((_, Tensor weight) in network.Weights())
            weight.grad?.Dispose();
        Assert.True(DisposeScopeManager.Statistics.ThreadTotalLiveCount <= live, $"{live} before, {DisposeScopeManager.Statistics.ThreadTotalLiveCount} after");
    }

    private static TheoryData<ImageLayers, AcnConnectivity> AllKinds()
    {
        var kinds = new TheoryData<ImageLayers, AcnConnectivity>();
        foreach (ImageLayers layer in Enum.GetValues<ImageLayers>())
        {
            foreach (AcnConnectivity connectivity in Enum.GetValues<AcnConnectivity>())
                kinds.Add(layer, connectivity);
        }
        return kinds;
    }
}
