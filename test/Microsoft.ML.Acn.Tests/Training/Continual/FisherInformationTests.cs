using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Continual;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

public class FisherInformationTests
{
    [Fact]
    public void That_of_a_softmax_is_p_times_1_minus_p_and_of_its_weights_times_the_square_of_the_input()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        double[] probabilities = Probabilities(network, "the cat");

        IReadOnlyDictionary<string, float[]> found = Measure(network, [.. Enumerable.Repeat("the cat", 4_000)], 4_000);

        float[] bias = found["head.bias"], weight = found["head.weight"];
        for (int k = 0; k < 4; k++)
            Assert.Equal(probabilities[k] * (1 - probabilities[k]), bias[k], 0.02);
        int width = network.Config.Width;
        for (int j = 0; j < width; j++)
        {
            for (int k = 1; k < 4; k++)
                Assert.Equal((double)weight[j] / bias[0], weight[(k * width) + j] / (double)bias[k], 1e-4 + (1e-3 * weight[j] / bias[0]));
        }
    }

    [Fact]
    public void Of_one_row_it_is_the_square_of_the_gradient_of_one_label()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        IReadOnlyDictionary<string, float[]> found = Measure(network, ["the cat", "on the mat"], 1);
        string[] names = ["layers.0.mlp_norm.weight", network.TableName!];

        // Which row and which label is up to chance; but all weights must tell of the same.
        (string Text, int Label)[] candidates = [.. from text in new[] { "the cat", "on the mat" } from label in Enumerable.Range(0, 4) select (text, label)];
        Assert.Contains(candidates, candidate => names.All(name => found[name].Zip(Squares(network, name, candidate.Text, candidate.Label)).All(pair => Math.Abs(Math.Sqrt(pair.First) - Math.Sqrt(pair.Second)) < 2e-4 + (0.02 * Math.Sqrt(pair.Second)))));
        Assert.Contains(found[network.TableName!], value => value > 1e-5);
    }

    [Fact]
    public void Frozen_weights_are_measured_too_and_stay_frozen_and_nothing_is_left_behind()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        network.FreezeLayers(1);
        network.FreezeEmbedding();
        Dictionary<string, float[]> before = network.Snapshot();
        string[] trained = [.. network.TrainedWeights().Select(weight => weight.Name)];

        IReadOnlyDictionary<string, float[]> found = Measure(network, ["the cat", "on the mat", "a dog"], 2);

        Assert.Contains(found["layers.0.mlp_norm.weight"], value => value > 0);
        Assert.Equal(network.Weights().Select(weight => weight.Name).Order(), found.Keys.Order());
        Assert.Equal(trained, network.TrainedWeights().Select(weight => weight.Name));
        Assert.All(network.Parameters(), weight => Assert.Null(weight.grad));
        Assert.Equal(before, network.Snapshot());
    }

    private static IReadOnlyDictionary<string, float[]> Measure(AcnNetwork network, string[] texts, int most)
    {
        using var grad = enable_grad();
        var set = new TrainingSet(TestTexts.Store(texts), new int[texts.Length], null, 4);
        var batches = new CachedBatches(TestNetworks.Encoder(network), set, [.. Enumerable.Range(0, texts.Length)], 8, [1, 1, 1, 1], random => new Microsoft.ML.Acn.Inputs.Text.TextNoise(random, 0)) { Device = network.Device };
        return new FisherInformation(network, TestNetworks.Encoder(network), null).Measure(batches, most, new Random(4), static () => { });
    }

    private static double[] Probabilities(AcnNetwork network, string text)
    {
        float[] logits = network.Logits(TestTexts.Store(text), 0)[^1];
        double sum = logits.Sum(logit => Math.Exp(logit));
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }

    /// <summary>By differences; of the table the mean over each row.</summary>
    private static double[] Squares(AcnNetwork network, string name, string text, int label)
    {
        const float step = 4e-3f;
        using var _ = no_grad();
        using Tensor weight = network.Weights().Single(one => one.Name == name).Tensor.view(-1);
        double[] squares = new double[weight.numel()];
        for (int at = 0; at < squares.Length; at++)
            squares[at] = Math.Pow((LossWith(at, step) - LossWith(at, -step)) / (2 * step), 2);
        int width = network.Config.Width;
        return name == network.TableName ? [.. squares.Chunk(width).Select(row => row.Average())] : squares;

        double LossWith(int at, float change)
        {
            using Tensor number = weight.narrow(0, at, 1);
            float before = number.Numbers()[0];
            number.copy_(full_like(number, before + change));
            double loss = -Math.Log(Probabilities(network, text)[label]);
            number.copy_(full_like(number, before));
            return loss;
        }
    }
}
