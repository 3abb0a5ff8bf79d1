using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training;

/// <summary>The masked objective against the reference in 64 bits.</summary>
public class MaskedGradientTests
{
    private static readonly string[] _texts = ["the cat sat on the mat", "on the cat", "a rhinoceros on the cat the the"];

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    [InlineData(AcnConnectivity.FeedForward)]
    public void Logits_and_gradients_are_those_of_the_reference(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity, layers: 2) with { Classes = 3 });
        using var scope = NewDisposeScope();
        TextRowStore store = TestTexts.Store(_texts);
        var batch = (TextBatch)TestNetworks.Encoder(network).Collate(store, store.All(), new MaskNoise(new Random(2), 3, 0.5) { Masked = 1, Replaced = 0 });
        Assert.True(batch.Targets!.Length >= 4);
        var pass = new TrainingPass(new RowDropout(0, new Random(1)));
        Tensor[] depths = network.ForwardPrefixes(batch, pass);
        nn.functional.cross_entropy(depths[^1], tensor(batch.Targets)).backward();

        var reference = new ReferenceNetwork(network);
        NaiveToken[][] rows = [.. store.All().Select(row => Masked(store, batch, row))];
        (int Row, int Token)[] chosen = [.. batch.Chosen!.Select(at => ((int)at / batch.Tokens, (int)at % batch.Tokens))];
        double[][][] expected = [.. chosen.Select(at => reference.LogitsOf(rows[at.Row], at.Token))];
        for (int depth = 0; depth < depths.Length; depth++)
            TestNetworks.AssertClose([.. expected.SelectMany(target => target[depth]).Select(logit => (float)logit)], depths[depth].Numbers(), 2e-5);

        double Loss() => chosen.Select((at, i) => ReferenceNetwork.CrossEntropy(reference.LogitsOf(rows[at.Row], at.Token)[^1], (int)batch.Targets[i])).Average();
        foreach ((string name, Tensor weight) in network.Weights().Where(weight => weight.Tensor.requires_grad))
        {
            float[] gradient = weight.grad!.Numbers();
            for (int i = 0; i < gradient.Length; i += 1 + (gradient.Length / 4))
                Assert.Equal(Slope(reference.Weights[name], i, Loss), gradient[i], 2e-5);
        }
        using var rowsOptimizer = new RowAdam(network.Embedding.RowTable!, 0);
        RowGradients table = rowsOptimizer.Accumulate(batch.Bags!, pass.RowMeans!.grad!);
        for (int i = 0; i < table.Rows.Length; i += 3)
            Assert.Equal(Slope(reference.Weights["embedding.table"], (table.Rows[i] * 8) + 1, Loss), table[i][1], 2e-5);
    }

    /// <summary>A row's tokens as they are read when some are masked, put together from its words.</summary>
    private static NaiveToken[] Masked(TextRowStore store, TextBatch batch, int row)
    {
        NaiveToken[] tokens = NaiveToken.Of(store.Row(row), TestNetworks.Vocabulary);
        bool IsMasked(int t) => t >= 0 && batch.Chosen!.Contains((row * batch.Tokens) + t);
        int firstPair = TestNetworks.Vocabulary.TableRows - TestNetworks.Vocabulary.Config.BigramBuckets;
        return [.. tokens.Select((token, t) => IsMasked(t) ? token with { Rows = [] }
            : IsMasked(t - 1) ? token with { Rows = token.Rows.Where(part => part.Key < firstPair).ToDictionary() } : token)];
    }

    private static double Slope(double[] weights, int index, Func<double> loss)
    {
        const double change = 1e-5;
        double before = weights[index];
        weights[index] = before + change;
        double above = loss();
        weights[index] = before - change;
        double below = loss();
        weights[index] = before;
        return (above - below) / (2 * change);
    }
}
