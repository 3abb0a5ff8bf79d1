using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

public class DirectGradientTests
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat, the the");
    private static readonly int[] _labels = [1, 0, 3];

    [Fact]
    public void Each_weight_gets_the_gradient_of_its_own_layers_output_alone()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using var scope = NewDisposeScope();
        InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(1), 0));
        var pass = new TrainingPass(new RowDropout(0, new Random(1))) { DetachesLayers = true };
        nn.functional.cross_entropy(network.Forward(batch, pass), tensor(Array.ConvertAll(_labels, label => (long)label))).backward();

        var reference = new ReferenceNetwork(network);
        NaiveToken[][] inputs = [.. _texts.All().Select(row => NaiveToken.Of(_texts.Row(row), TestNetworks.Vocabulary))];
        double[][][] unchanged = [.. inputs.Select(reference.Pooled)];
        foreach ((string name, Tensor weight) in network.Weights().Where(weight => weight.Tensor.requires_grad))
        {
            float[] gradient = weight.grad!.Numbers();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 5))
            {
                double[] weights = reference.Weights[name];
                double before = weights[i];
                double[] losses = [.. new[] { 1e-5, -1e-5 }.Select(change =>
                {
                    weights[i] = before + change;
                    double loss = inputs.Select((row, at) => ReferenceNetwork.CrossEntropy(reference.Head(SumWith(unchanged[at], reference.Pooled(row), DepthOf(name))), _labels[at])).Average();
                    weights[i] = before;
                    return loss;
                })];
                Assert.Equal((losses[0] - losses[1]) / 2e-5, gradient[i], 2e-5);
            }
        }
    }

    [Fact]
    public void Nothing_but_training_changes()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using var scope = NewDisposeScope();
        InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(1), 0));
        TrainingPass Pass(bool detaches) => new(new RowDropout(0, new Random(1))) { DetachesLayers = detaches };

        Assert.Equal(network.Forward(batch, Pass(false)).Numbers(), network.Forward(batch, Pass(true)).Numbers());
    }

    [Fact]
    public void The_option_trains_other_weights_that_learn_too()
    {
        AcnTextOptions options = TrainingData.Options();
        (options.Epochs, options.ValidationFraction, options.DirectGradientOnly) = (20, 0, true);
        AcnModel direct = TrainingData.Train(options);
        options.DirectGradientOnly = false;
        using AcnNetwork usual = TrainingData.Train(options).Network;

        Assert.Equal(1, direct.Evaluate(TrainingData.Separable()).Accuracy);
        Assert.NotEqual(usual.Snapshot()["layers.0.mlp.up.weight"], direct.Network.Snapshot()["layers.0.mlp.up.weight"]);
        direct.Network.Dispose();
    }

    [Theory]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    public void The_option_is_refused_where_there_is_no_sum(AcnConnectivity connectivity)
    {
        var options = new AcnTextOptions { Connectivity = connectivity, DirectGradientOnly = true };

        Assert.Contains("DirectGradientOnly is true; allowed: false unless Connectivity is Acn", Assert.Throws<ArgumentException>(() => OptionsValidator.Check(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>The layer that a weight is of, from 1; 0 for the embedding, and -1 for what stands behind the sum.</summary>
    private static int DepthOf(string name) => name.Split('.') switch
    {
        ["layers", var index, ..] => int.Parse(index, System.Globalization.CultureInfo.InvariantCulture) + 1,
        ["embedding", ..] => 0,
        _ => -1,
    };

    private static double[] SumWith(double[][] parts, double[][] changed, int depth)
        => parts.Select((part, i) => i == depth ? changed[i] : part).Aggregate(ReferenceNetwork.Add);
}
