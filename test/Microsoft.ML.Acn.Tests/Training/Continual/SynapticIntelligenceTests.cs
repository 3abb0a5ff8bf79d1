using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training.Continual;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Continual;

public class SynapticIntelligenceTests
{
    private const double Damping = SynapticIntelligence.Damping;

    [Fact]
    public void Gradient_descent_on_a_quadratic_gives_what_is_computed_by_hand()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 0));
        Parameter bias = network.TrainedWeights().Single(weight => weight.Name == "head.bias").Weight;
        Set(bias, 1);
        using var rule = new SynapticIntelligence(network, network.Embedding.RowTable);

        // The loss w^2, from 1 by a rate of a quarter: gradients 2 and 1, moves -1/2 and -1/4.
        foreach ((float gradient, float next) in new[] { (2f, 0.5f), (1f, 0.25f) })
        {
            bias.grad = full_like(bias, gradient);
            rule.BeforeUpdate(null);
            Set(bias, next);
            rule.AfterUpdate(null);
        }

        double expected = ((2 * 0.5) + (1 * 0.25)) / ((0.75 * 0.75) + Damping);
        Assert.All(rule.Collect()["head.bias"], importance => Assert.Equal(expected, importance, 1e-5));
        Assert.All(rule.Collect()["norm.weight"], importance => Assert.Equal(0, importance));
        bias.grad = null;
    }

    [Fact]
    public void A_way_along_which_the_loss_has_risen_is_important_for_nothing()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 0));
        Parameter bias = network.TrainedWeights().Single(weight => weight.Name == "head.bias").Weight;
        using var rule = new SynapticIntelligence(network, network.Embedding.RowTable);
        bias.grad = ones_like(bias);

        rule.BeforeUpdate(null);
        Set(bias, 9);
        rule.AfterUpdate(null);

        Assert.All(rule.Collect()["head.bias"], importance => Assert.Equal(0, importance));
        bias.grad = null;
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.Residual)]
    public void Training_gives_the_importances_of_a_loop_in_64_bits(AcnConnectivity connectivity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(connectivity)), initial = network.Copy(CPU, null, 1);
        using var rule = new SynapticIntelligence(network, initial.Embedding.RowTable);
        var way = new RecordedWay(network);

        TinyRun.Steps(network, [rule, way], 12);

        AssertImportances(way, network, rule.Collect());
    }

    [Fact]
    public void What_came_after_the_best_epoch_does_not_count()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config()), initial = network.Copy(CPU, null, 1), best = network.Copy(CPU, null, 1);
        using SynapticIntelligence rule = new(network, initial.Embedding.RowTable);
        var way = new RecordedWay(best);
        TinyRun.Steps(best, [way], 5);

        TinyRun.Steps(network, [rule], 5);
        rule.Keep();
        TinyRun.Steps(network, [rule], 7);
        rule.Restore();
        using (var _ = no_grad())
        {
            foreach (((string _, Tensor weight), (string _, Tensor kept)) in network.Weights().Zip(best.Weights()))
                weight.copy_(kept);
        }

        AssertImportances(way, best, rule.Collect());
    }

    private static void AssertImportances(RecordedWay way, AcnNetwork network, IReadOnlyDictionary<string, float[]> found)
    {
        Dictionary<string, float[]> end = network.Snapshot();
        int width = network.Config.Width;
        foreach ((string name, double[] falls) in way.Falls)
        {
            double[] squares = [.. end[name].Zip(way.Start[name], (now, then) => Math.Pow((double)now - then, 2))];
            double[] expected = name == network.TableName
                ? [.. Enumerable.Range(0, falls.Length / width).Select(row => Math.Max(Part(falls, row).Sum(), 0) / (Part(squares, row).Sum() + (width * Damping)))]
                : [.. falls.Zip(squares, (fall, square) => Math.Max(fall, 0) / (square + Damping))];
            Assert.Equal(expected.Length, found[name].Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - found[name][i]) <= 1e-4 + (1e-3 * expected[i]), $"{name}[{i}] is {found[name][i]} and not {expected[i]}");
        }
        Assert.Contains(found[network.TableName!], importance => importance > 0);
        Assert.Contains(found[network.TableName!], importance => importance == 0);

        double[] Part(double[] all, int row) => all[(row * width)..((row + 1) * width)];
    }

    private static void Set(Tensor weight, float value)
    {
        using var _ = no_grad();
        weight.copy_(full_like(weight, value));
    }
}
