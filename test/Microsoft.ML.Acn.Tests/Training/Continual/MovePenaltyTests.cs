using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Continual;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

public class MovePenaltyTests
{
    private const double Lambda = 1.5;

    [Fact]
    public void The_gradient_is_that_of_the_penalty_for_every_weight_and_touched_row()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config()), initial = network.Copy(CPU, null, 1);
        WeightImportances importances = Importances(network);
        using var anchor = new AnchorWeights(network, initial.Embedding.RowTable, null);
        using var rule = new MovePenalty(network, importances, anchor, Lambda);
        TestNetworks.Randomize(network, seed: 2);
        Dictionary<string, float[]> now = network.Snapshot(), before = initial.Snapshot();
        foreach ((string _, Parameter weight, bool _) in network.TrainedWeights())
            weight.grad = full_like(weight, 0.25f);
        int[] touched = [3, 1];
        int width = network.Config.Width;
        var rows = new RowGradients((Parameter)network.Embedding.RowTable!, touched, Enumerable.Repeat(0.25f, 2 * width).ToArray());

        rule.BeforeUpdate(rows);

        foreach ((string name, Parameter weight, bool _) in network.TrainedWeights())
        {
            float[] gradient = weight.grad!.Numbers();
            for (int i = 0; i < gradient.Length; i++)
                Assert.Equal(0.25 + (2 * Lambda * importances.Values[name][i] * ((double)now[name][i] - before[name][i])), gradient[i], 1e-5);
            weight.grad = null;
        }
        string table = network.TableName!;
        for (int i = 0; i < 2 * width; i++)
        {
            int row = touched[i / width], at = (row * width) + (i % width);
            Assert.Equal(0.25 + (2 * Lambda * importances.Values[table][row] * ((double)now[table][at] - before[table][at])), rows.Values.Span[i], 1e-5);
        }
    }

    [Fact]
    public void Important_weights_are_held_and_others_go_their_way()
    {
        double Moved(double lambda, string name, float importance)
        {
            using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config()), initial = network.Copy(CPU, null, 1);
            int count = network.Snapshot()[name].Length / (name == network.TableName ? network.Config.Width : 1);
            var values = new Dictionary<string, float[]> { [name] = [.. Enumerable.Repeat(importance, count)] };
            var importances = new WeightImportances(ContinualKind.SynapticIntelligence, values) { Fits = 1 };
            using var anchor = new AnchorWeights(network, initial.Embedding.RowTable, null);
            using var rule = new MovePenalty(network, importances, anchor, lambda);
            TinyRun.Steps(network, [rule], 20, anchor);
            return network.Snapshot()[name].Zip(initial.Snapshot()[name], (now, then) => Math.Abs((double)now - then)).Max();
        }

        foreach (string name in new[] { "layers.1.mlp_norm.weight", "head.weight", "embedding.table" })
        {
            double free = Moved(0, name, 1);
            Assert.True(Moved(1e4, name, 1) < free / 3, name);
            Assert.Equal(free, Moved(1e4, name, 0), 1e-6);
        }
    }

    [Fact]
    public void Weight_decay_pulls_to_the_initial_weights_and_rows_without_a_word_stay_to_the_bit()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config()), initial = network.Copy(CPU, null, 1);
        using var anchor = new AnchorWeights(network, initial.Embedding.RowTable, null);

        TinyRun.Steps(network, [], 20, anchor, decay: 5, batches: [[0, 4]]);

        int width = network.Config.Width;
        HashSet<int> touched = [.. TinyRun.Batch(network, 0, 4).Inputs.Bags!.Touched!];
        float[] now = network.Embedding.RowTable!.Numbers(), before = initial.Embedding.RowTable!.Numbers();
        Assert.True(touched.Count < now.Length / width);
        for (int row = 0; row < now.Length / width; row++)
            Assert.Equal(!touched.Contains(row), now.AsSpan(row * width, width).SequenceEqual(before.AsSpan(row * width, width)));
        // Twenty steps of a decay of a tenth would leave an eighth of them.
        Assert.True(now.Sum(Math.Abs) > 0.7 * before.Sum(Math.Abs));
        Assert.True(network.Snapshot()["head.weight"].Sum(Math.Abs) > 0.7 * initial.Snapshot()["head.weight"].Sum(Math.Abs));
    }

    [Fact]
    public void New_classes_are_not_pulled_to_the_weights_that_chance_gave_them()
    {
        using AcnNetwork initial = TestNetworks.Randomized(TestNetworks.Config()), network = initial.Copy(CPU, [-1, 2, 0, -1, 1, 3], 1);
        using var anchor = new AnchorWeights(network, initial.Embedding.RowTable, [-1, 2, 0, -1, 1, 3]);

        float[] head = network.Snapshot()["head.weight"];
        int width = network.Config.Width;
        for (int output = 0; output < 6; output++)
            Assert.Equal(output is 0 or 3 ? new float[width] : head[(output * width)..((output + 1) * width)], anchor["head.weight"].Numbers()[(output * width)..((output + 1) * width)]);
    }

    private static WeightImportances Importances(AcnNetwork network)
    {
        var random = new Random(3);
        var values = network.Snapshot().ToDictionary(
            weight => weight.Key,
            weight => Enumerable.Range(0, weight.Value.Length / (weight.Key == network.TableName ? network.Config.Width : 1)).Select(_ => random.Next(3) * 0.5f).ToArray());
        return new WeightImportances(ContinualKind.ElasticWeightConsolidation, values) { Fits = 1 };
    }
}
