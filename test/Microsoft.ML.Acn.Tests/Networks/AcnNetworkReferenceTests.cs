using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

/// <summary>The network and its gradient against loops over 64-bit numbers.</summary>
public class AcnNetworkReferenceTests
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "", "cat", "a rhinoceros on the cat, the the", "北京 😀");
    private static readonly TextRowStore _pairs = TestTexts.Pairs(12, ("the cat", "on the mat"), ("", "cat"), ("the cat sat on", ""), ("a", "b"));

    [Theory]
    [InlineData(AcnConnectivity.Acn, false)]
    [InlineData(AcnConnectivity.Acn, true)]
    [InlineData(AcnConnectivity.Residual, false)]
    [InlineData(AcnConnectivity.FeedForward, false)]
    [InlineData(AcnConnectivity.DenseFormer, false)]
    public void Every_prefix_has_the_logits_of_a_64_bit_loop(AcnConnectivity connectivity, bool isPair)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, isPair: isPair));
        var reference = new ReferenceNetwork(network);
        TextRowStore store = isPair ? _pairs : _texts;

        float[][] logits = network.Logits(store, store.All());

        Assert.Equal(4, logits.Length);
        for (int row = 0; row < store.Count; row++)
        {
            double[][] expected = reference.Logits(NaiveToken.Of(store.Row(row), TestNetworks.Vocabulary));
            for (int depth = 0; depth < logits.Length; depth++)
            {
                for (int label = 0; label < 4; label++)
                    Assert.Equal(expected[depth][label], logits[depth][(row * 4) + label], 2e-5);
            }
        }
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn, false)]
    [InlineData(AcnConnectivity.Acn, true)]
    [InlineData(AcnConnectivity.Residual, false)]
    [InlineData(AcnConnectivity.FeedForward, false)]
    [InlineData(AcnConnectivity.DenseFormer, false)]
    public void The_gradient_is_what_small_changes_of_the_weights_do_to_the_loss(AcnConnectivity connectivity, bool isPair)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, layers: 2, isPair: isPair));
        using var scope = NewDisposeScope();
        TextRowStore store = isPair ? _pairs : _texts;
        int[] rows = [0, 2, 3], labels = [1, 0, 3];
        InputBatch batch = TestNetworks.Encoder(network).Collate(store, rows, new TextNoise(new Random(1), 0));
        var pass = new TrainingPass(new RowDropout(0, new Random(1)));
        nn.functional.cross_entropy(network.Forward(batch, pass), tensor(Array.ConvertAll(labels, label => (long)label))).backward();

        var reference = new ReferenceNetwork(network);
        NaiveToken[][] inputs = [.. rows.Select(row => NaiveToken.Of(store.Row(row), TestNetworks.Vocabulary))];
        foreach ((string name, Tensor weight) in network.Weights().Where(weight => weight.Tensor.requires_grad))
        {
            float[] gradient = weight.grad!.Numbers();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 5))
                Assert.Equal(Slope(reference, name, i, inputs, labels), gradient[i], 2e-5);
        }

        // The table's gradient is not autograd's. Its norm is what clipping needs; RowAdam's tests look at the parts.
        using var rowsOptimizer = new RowAdam(network.Embedding.RowTable!, 0);
        double squaredNorm = rowsOptimizer.Accumulate(batch.Bags!, pass.RowMeans!.grad!).SquaredNorm();
        double expected = Enumerable.Range(0, reference.Weights["embedding.table"].Length).Sum(i => Math.Pow(Slope(reference, "embedding.table", i, inputs, labels), 2));
        Assert.Equal(expected, squaredNorm, 1e-4 * expected);
    }

    private static double Slope(ReferenceNetwork reference, string name, int index, NaiveToken[][] inputs, int[] labels)
    {
        const double change = 1e-5;
        double[] weight = reference.Weights[name];
        double before = weight[index];
        weight[index] = before + change;
        double above = reference.Loss(inputs, labels);
        weight[index] = before - change;
        double below = reference.Loss(inputs, labels);
        weight[index] = before;
        return (above - below) / (2 * change);
    }
}
