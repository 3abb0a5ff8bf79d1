using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;

namespace Microsoft.ML.Acn.Tests.Training;

public class EvaluationTests
{
    // More than two batches of 256, the last one short.
    private const int Rows = 600;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Accuracy_and_log_loss_are_over_all_rows(bool weighted)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        TrainingSet set = Set(weighted);
        int[] rows = [.. Enumerable.Range(0, Rows).Where(row => row % 7 != 0)];

        EvaluationResult result = Evaluation.Run(network, TestNetworks.Encoder(network), set, rows, static () => { });
        EvaluationResult[] prefixes = Evaluation.RunPrefixes(network, TestNetworks.Encoder(network), set, rows, static () => { });

        Assert.Equal(4, prefixes.Length);
        Assert.Equal(prefixes[^1], result);
        for (int depth = 0; depth < 4; depth++)
        {
            EvaluationResult expected = ByHand(network, set, rows, depth);
            Assert.Equal(expected.Accuracy, prefixes[depth].Accuracy, 1e-6);
            Assert.Equal(expected.LogLoss, prefixes[depth].LogLoss, 1e-5);
        }
        Assert.NotEqual(prefixes[0].Accuracy, prefixes[1].Accuracy);
    }

    [Fact]
    public void It_ends_when_cancelled()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        int batches = 0;

        Assert.Throws<OperationCanceledException>(() => Evaluation.Run(network, TestNetworks.Encoder(network), Set(false), [.. Enumerable.Range(0, Rows)], () =>
        {
            if (++batches == 2)
                throw new OperationCanceledException();
        }));
        Assert.Equal(2, batches);
    }

    private static TrainingSet Set(bool weighted)
    {
        var random = new Random(1);
        string[] words = ["the", "cat", "on", "dog", "mat"];
        string[] texts = [.. Enumerable.Range(0, Rows).Select(_ => string.Join(' ', Enumerable.Range(0, random.Next(1, 9)).Select(_ => words[random.Next(5)])))];
        int[] labels = [.. texts.Select(_ => random.Next(4))];
        return new TrainingSet(TestTexts.Store(texts), labels, weighted ? [.. labels.Select(label => label * 0.5f)] : null, 4);
    }

    private static EvaluationResult ByHand(AcnNetwork network, TrainingSet set, int[] rows, int depth)
    {
        double right = 0, loss = 0, total = 0;
        foreach (int row in rows)
        {
            double[] logits = Array.ConvertAll(network.Logits((Acn.Inputs.Text.TextRowStore)set.Store, row)[depth], logit => (double)logit);
            double weight = set.Weights?[row] ?? 1;
            total += weight;
            loss += weight * ReferenceNetwork.CrossEntropy(logits, set.Labels[row]);
            right += Array.IndexOf(logits, logits.Max()) == set.Labels[row] ? weight : 0;
        }
        return new EvaluationResult(right / total, loss / total);
    }
}
