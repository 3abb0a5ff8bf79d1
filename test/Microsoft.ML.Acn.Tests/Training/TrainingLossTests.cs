using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>The loss at the full depth and at all depths.</summary>
public class TrainingLossTests
{
    private const double Smoothing = 0.1;

    [Fact]
    public void Depths_count_as_in_appendix_H_with_depth_0_as_the_first_exit()
    {
        AssertEqual([1 / 6d, 2 / 6d, 3 / 6d], TrainingLoss.DepthWeights(2, 1));
        AssertEqual([0.1 / 6, 0.2 / 6, 0.9 + (0.3 / 6)], TrainingLoss.DepthWeights(2, 0.1));
        AssertEqual([0, 0, 0, 1], TrainingLoss.DepthWeights(3, 0));
        AssertEqual([1], TrainingLoss.DepthWeights(0, 0.7));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_loss_of_a_row_is_the_weighted_sum_of_what_a_64_bit_loop_gives_at_every_depth(bool isMixed)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new Random(1);
        double[][][] logits = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 5).Select(_ => (random.NextDouble() * 6) - 3).ToArray()).ToArray())];
        long[] labels = [4, 0, 2, 2];
        RowMix? mix = isMixed ? new RowMix([1, 0, 3, 2], [0.7f, 0.4f, 1, 0]) : null;
        var loss = new TrainingLoss(Plan(0.6), 2);

        float[] found = loss.OfRows([.. logits.Select(depth => tensor(Array.ConvertAll(depth.SelectMany(row => row).ToArray(), number => (float)number), [4, 5]))], tensor(labels), mix).Numbers();

        Assert.True(loss.IsOfAllDepths);
        double[] weights = [0.1, 0.2, 0.7];
        for (int row = 0; row < 4; row++)
        {
            double Own(int depth, long label) => Smoothed(logits[depth][row], (int)label);
            double At(int depth) => mix is null
                ? Own(depth, labels[row])
                : (mix.OwnShares[row] * Own(depth, labels[row])) + ((1 - mix.OwnShares[row]) * Own(depth, labels[mix.Partners[row]]));
            Assert.Equal((weights[0] * At(0)) + (weights[1] * At(1)) + (weights[2] * At(2)), found[row], 1e-5);
        }
    }

    [Theory]
    [InlineData(ImageLayers.Transformer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Acn)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.Residual)]
    [InlineData(ImageLayers.Mixer, AcnConnectivity.DenseFormer)]
    public void The_gradient_is_the_sum_of_those_of_networks_that_are_cut_to_each_depth(ImageLayers layer, AcnConnectivity connectivity)
    {
        using DisposeScope scope = NewDisposeScope();
        PatchEmbeddingConfig patches = TestImages.Patches();
        using AcnNetwork network = TestNetworks.Randomized(TestImages.Config(patches, layer, connectivity, layers: 2));
        ImageBatch batch = TestImages.Batch(patches, 4);
        Tensor target = tensor(new long[] { 3, 0, 1, 1 });
        double[] weights = [0.1, 0.2, 0.7]; // share 0.6 over (1, 2, 3) / 6, and 0.4 more for the full depth

        new TrainingLoss(Plan(0.6), 2).OfRows(network.ForwardPrefixes(batch, Pass()), target, null).sum().backward();

        var expected = new Dictionary<string, double[]>();
        for (int depth = 0; depth <= 2; depth++)
        {
            using AcnNetwork cut = network.Truncate(depth);
            nn.functional.cross_entropy(cut.Forward(batch, Pass()), target, reduction: nn.Reduction.Sum, label_smoothing: Smoothing).backward();
            foreach ((string name, Tensor weight) in cut.Weights())
            {
                double[] sum = expected.TryGetValue(name, out double[]? before) ? before : new double[weight.numel()];
                expected[name] = [.. sum.Zip(weight.grad!.Numbers(), (total, gradient) => total + (weights[depth] * gradient))];
            }
        }
        foreach ((string name, Tensor weight) in network.Weights())
        {
            float[] gradient = weight.grad!.Numbers();
            double scale = expected[name].Max(Math.Abs);
            Assert.All(expected[name].Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-6 + (1e-4 * scale)));
        }
    }

    [Fact]
    public void A_separable_task_is_learned_with_balanced_classes_and_bfloat16()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.ValidationFraction, options.PrefixLossWeight) = (20, 0, 1);
        (options.ClassWeights, options.Precision) = (AcnClassWeights.Balanced, AcnPrecision.BFloat16);

        AcnModel model = TrainingData.Train(options);

        Assert.Equal(1, model.Evaluate(TrainingData.Separable()).Accuracy);
        model.Network.Dispose();
    }

    [Fact]
    public void Blended_images_are_learned_at_every_depth()
    {
        var context = new MLContext(seed: 1);
        using AcnTransformer model = TinyImages.Train(context, TinyImages.Rows(), options =>
            (options.PrefixLossWeight, options.Layers, options.Augmentation) = (1, 2, new AcnImageAugmentation { MixUpAlpha = 0.4, CutMixAlpha = 1 }));

        AcnDepthProfile profile = model.ProfileDepth(TinyImages.View(context, TinyImages.Rows(60, seed: 9)));

        Assert.All(profile, depth => Assert.InRange(depth.Accuracy, 0.9, 1));
    }

    private static TrainingPlan Plan(double prefixLossWeight) => new()
    {
        Epochs = 1,
        BatchSize = 4,
        LearningRate = 1e-3,
        WeightDecay = 0,
        WarmupFraction = 0,
        Dropout = 0,
        LabelSmoothing = Smoothing,
        GradientClipNorm = 1,
        ValidationFraction = 0,
        PrefixLossWeight = prefixLossWeight,
    };

    private static TrainingPass Pass() => new(new RowDropout(0, new Random(1)));

    /// <summary>Cross-entropy against 0.9 for the label and 0.1 spread over all classes.</summary>
    private static double Smoothed(double[] logits, int label)
        => ((1 - Smoothing) * ReferenceNetwork.CrossEntropy(logits, label)) + (Smoothing * Enumerable.Range(0, logits.Length).Average(other => ReferenceNetwork.CrossEntropy(logits, other)));

    private static void AssertEqual(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(1, actual.Sum(), 1e-12);
    }
}
