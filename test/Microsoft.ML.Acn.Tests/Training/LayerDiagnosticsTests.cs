using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>Gradients of layers against small changes of every weight in a 64-bit loop.</summary>
public class LayerDiagnosticsTests
{
    private const double Change = 1e-5;

    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat, the the");
    private static readonly long[] _labels = [1, 0, 3];

    [Fact]
    public void Norms_and_shares_are_what_small_changes_of_the_weights_do_to_the_loss()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        var reference = new ReferenceNetwork(network);

        LayerFigures found = Measure(network, Plan());

        NaiveToken[][] inputs = Inputs();
        double[][][] unchanged = [.. inputs.Select(reference.Pooled)];
        Assert.Equal([1, 2, 3], found.Layers.Select(layer => layer.Depth));
        foreach (AcnLayerDiagnostics layer in found.Layers)
        {
            (double total, double direct, double mediated) = (0, 0, 0);
            foreach (double[] weight in WeightsOf(reference, $"layers.{layer.Depth - 1}."))
            {
                for (int i = 0; i < weight.Length; i++)
                {
                    double[][][] above = Changed(reference, inputs, weight, i, Change), below = Changed(reference, inputs, weight, i, -Change);
                    double slope = (Loss(reference, above) - Loss(reference, below)) / (2 * Change);
                    // Only x_i itself is another; what later layers make of it is left as it was.
                    double own = (Loss(reference, Only(unchanged, above, layer.Depth)) - Loss(reference, Only(unchanged, below, layer.Depth))) / (2 * Change);
                    (total, direct, mediated) = (total + (slope * slope), direct + (own * own), mediated + ((slope - own) * (slope - own)));
                }
            }
            Assert.Equal(Math.Sqrt(total), layer.GradientNorm, 1e-4 * Math.Sqrt(total));
            Assert.Equal(Math.Sqrt(direct) / (Math.Sqrt(direct) + Math.Sqrt(mediated)), layer.DirectGradientShare!.Value, 1e-4);
        }
        Assert.InRange(found.Layers[0].DirectGradientShare!.Value, 0.05, 0.95);
        Assert.Equal(1, found.Layers[2].DirectGradientShare!.Value, 1e-9);

        double[] whole = [.. unchanged.SelectMany(row => row.Aggregate(ReferenceNetwork.Add))];
        double[] contributions = [.. Enumerable.Range(0, 4).Select(depth => Norm(unchanged.SelectMany(row => row[depth])) / Norm(whole))];
        Assert.Equal(contributions[0], found.EmbeddingContribution, 1e-4);
        Assert.All(found.Layers, layer => Assert.Equal(contributions[layer.Depth], layer.Contribution, 1e-4));
    }

    [Fact]
    public void Both_parts_are_measured_under_the_same_dropout()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        LayerFigures found = Measure(network, Plan() with { Dropout = 0.5 });

        Assert.Equal(1, found.Layers[^1].DirectGradientShare!.Value, 1e-9);
        Assert.Equal(found.Layers.Select(layer => layer.GradientNorm), Measure(network, Plan() with { Dropout = 0.5 }).Layers.Select(layer => layer.GradientNorm));
        Assert.NotEqual(found.Layers[^1].GradientNorm, Measure(network, Plan()).Layers[^1].GradientNorm);
    }

    [Fact]
    public void Gradients_of_the_optimizer_are_left_alone()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        Measure(network, Plan());

        Assert.All(network.Parameters(), weight => Assert.Null(weight.grad));
    }

    [Theory]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.DenseFormer)]
    public void Comparison_arms_have_no_share_but_the_change_of_what_the_head_reads(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity));

        LayerFigures found = Measure(network, Plan());

        Assert.All(found.Layers, layer => Assert.True(layer is { DirectGradientShare: null, GradientNorm: > 0 }));
        var reference = new ReferenceNetwork(network);
        double[][][] states = [.. Inputs().Select(reference.Pooled)];
        double whole = Norm(states.SelectMany(row => row[^1]));
        Assert.Equal(
            Enumerable.Range(1, 3).Select(depth => Math.Round(Norm(states.SelectMany(row => row[depth].Zip(row[depth - 1], (x, before) => x - before))) / whole, 4)),
            found.Layers.Select(layer => Math.Round(layer.Contribution, 4)));
    }

    [Fact]
    public void The_depth_weights_of_a_DenseFormer_are_in_no_layers_norm()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(AcnConnectivity.DenseFormer, layers: 2));
        // A norm follows each sum, so that small weights have large gradients: large enough to be seen beside those of a layer.
        using (no_grad())
        {
            foreach ((_, Tensor weight) in network.Weights().Where(weight => weight.Name.StartsWith("averages.", StringComparison.Ordinal)))
                weight.TimesInPlace(0.02);
        }
        var reference = new ReferenceNetwork(network);

        LayerFigures found = Measure(network, Plan());

        NaiveToken[][] inputs = Inputs();
        foreach (AcnLayerDiagnostics layer in found.Layers)
        {
            double own = SquaredSlopes($"layers.{layer.Depth - 1}."), withDepthWeights = own + SquaredSlopes($"averages.{layer.Depth - 1}.");
            Assert.Equal(Math.Sqrt(own), layer.GradientNorm, 1e-4 * Math.Sqrt(own));
            Assert.NotEqual(Math.Sqrt(withDepthWeights), layer.GradientNorm, 1e-2 * Math.Sqrt(own));
        }

        double SquaredSlopes(string prefix) => WeightsOf(reference, prefix).Sum(weight => Enumerable.Range(0, weight.Length).Sum(i =>
        {
            double slope = (LastLoss(Changed(reference, inputs, weight, i, Change)) - LastLoss(Changed(reference, inputs, weight, i, -Change))) / (2 * Change);
            return slope * slope;
        }));

        double LastLoss(double[][][] rows) => rows.Select((row, i) => ReferenceNetwork.CrossEntropy(reference.Head(row[^1]), (int)_labels[i])).Average();
    }

    [Fact]
    public void With_direct_gradients_only_all_of_the_gradient_is_direct()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        LayerFigures all = Measure(network, Plan()), direct = Measure(network, Plan() with { DirectGradientOnly = true });

        Assert.All(direct.Layers, layer => Assert.Equal(1, layer.DirectGradientShare!.Value, 1e-9));
        Assert.NotEqual(all.Layers[0].GradientNorm, direct.Layers[0].GradientNorm);
        Assert.Equal(all.Layers[2].GradientNorm, direct.Layers[2].GradientNorm, 1e-6);
    }

    [Fact]
    public void A_network_without_layers_has_its_embedding_only()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 0));

        LayerFigures found = Measure(network, Plan());

        Assert.Empty(found.Layers);
        Assert.Equal(1, found.EmbeddingContribution, 1e-9);
    }

    [Fact]
    public void A_line_says_it_in_any_culture()
        => Assert.Equal(
            "layer 2: gradient 0.0412, direct 61 %, contribution 35 %",
            new AcnLayerDiagnostics { Depth = 2, GradientNorm = 0.04123, DirectGradientShare = 0.6123, Contribution = 0.351 }.ToString());

    private static TrainingPlan Plan() => new()
    {
        Epochs = 1,
        BatchSize = 3,
        LearningRate = 0.1,
        WeightDecay = 0,
        WarmupFraction = 0,
        Dropout = 0,
        LabelSmoothing = 0,
        GradientClipNorm = 1,
        ValidationFraction = 0,
    };

    private static LayerFigures Measure(AcnNetwork network, TrainingPlan plan)
    {
        using var scope = NewDisposeScope();
        using var step = new TrainingStep(network, plan, new Random(1));
        var batch = new TrainingBatch(TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(1), 0)), _labels, [1, 1, 1]);
        return new LayerDiagnostics(network, plan, step.Loss).Measure(batch);
    }

    private static NaiveToken[][] Inputs() => [.. _texts.All().Select(row => NaiveToken.Of(_texts.Row(row), TestNetworks.Vocabulary))];

    private static IEnumerable<double[]> WeightsOf(ReferenceNetwork reference, string prefix)
        => reference.Weights.Where(weight => weight.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(weight => weight.Value);

    private static double[][][] Changed(ReferenceNetwork reference, NaiveToken[][] inputs, double[] weight, int index, double change)
    {
        double before = weight[index];
        weight[index] = before + change;
        double[][][] pooled = [.. inputs.Select(reference.Pooled)];
        weight[index] = before;
        return pooled;
    }

    /// <summary>Row by row, with the part of one depth from elsewhere.</summary>
    private static double[][][] Only(double[][][] rows, double[][][] changed, int depth)
        => [.. rows.Zip(changed, (row, other) => row.Select((part, i) => i == depth ? other[i] : part).ToArray())];

    private static double Loss(ReferenceNetwork reference, double[][][] rows)
        => rows.Select((row, i) => ReferenceNetwork.CrossEntropy(reference.Head(row.Aggregate(ReferenceNetwork.Add)), (int)_labels[i])).Average();

    private static double Norm(IEnumerable<double> numbers) => Math.Sqrt(numbers.Sum(number => number * number));
}
