using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training.Pruning;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

/// <summary>What a rule chooses and keeps at zero, against loops over plain numbers.</summary>
public class PruningRuleTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Magnitude_prunes_the_least_weights_of_all_layers_together(double sparsity)
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        Dictionary<string, float[]> before = network.Snapshot();
        (string Name, int Index, float Size)[] all = [.. Matrices(before).SelectMany(name => before[name].Select((value, i) => (name, i, Math.Abs(value)))).OrderBy(one => one.Item3)];
        HashSet<(string, int)> least = [.. all.Take((int)Math.Round(sparsity * all.Length)).Select(one => (one.Name, one.Index))];

        Prune(network, Plan(AcnPruningTarget.Weights, sparsity));

        Assert.Equal(PrunedWeights.Layers, network.Config.PrunedWeights);
        foreach ((string name, float[] now) in network.Snapshot())
        {
            for (int i = 0; i < now.Length; i++)
                Assert.Equal(least.Contains((name, i)) ? 0 : BitConverter.SingleToInt32Bits(before[name][i]), BitConverter.SingleToInt32Bits(now[i]));
        }
    }

    [Fact]
    public void Rows_of_the_table_that_say_nothing_are_not_counted()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using (no_grad())
        {
            using Tensor half = network.Embedding.RowTable!.narrow(0, 0, 10);
            half.zero_();
        }
        Dictionary<string, float[]> before = network.Snapshot();
        string[] names = [.. Matrices(before), "embedding.table"];
        int counted = names.Sum(name => before[name].Length) - (10 * 8);

        Prune(network, Plan(AcnPruningTarget.Weights, 0.5) with { IncludesEmbedding = true });

        Dictionary<string, float[]> now = network.Snapshot();
        Assert.Equal((int)Math.Round(0.5 * counted), names.Sum(name => now[name].Count(value => value == 0)) - (10 * 8));
        Assert.NotEqual(0, now["embedding.table"].Skip(10 * 8).Count(value => value == 0));
        Assert.Equal(before["embedding.positions"], now["embedding.positions"]);
        Assert.Equal(PrunedWeights.LayersAndEmbedding, network.Config.PrunedWeights);
    }

    [Fact]
    public void Movement_is_the_sum_of_minus_weight_times_gradient_before_each_update()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 2));
        Dictionary<string, double[]> movement = network.Snapshot().ToDictionary(weight => weight.Key, weight => new double[weight.Value.Length]);
        using var rule = new PruningRule(network, Plan(AcnPruningTarget.Weights, 0.4, AcnPruningCriterion.Movement) with { IncludesEmbedding = true }, steps: 5);
        using var watch = new MovementWatch(network, movement);

        PruningSteps.Train(network, 4, watch, rule);
        rule.Complete();

        Dictionary<string, float[]> now = network.Snapshot();
        string[] names = [.. Matrices(now), "embedding.table"];
        (double Score, bool IsZero)[] all = [.. names.SelectMany(name => now[name].Select((value, i) => (movement[name][i], value == 0)))];
        int pruned = (int)Math.Round(0.4 * all.Length);
        Assert.Equal(pruned, all.Count(one => one.IsZero));
        // All that is left moved at least as far from zero as all that is gone, but for what went at a choice before.
        Assert.True(all.Where(one => one.IsZero).Average(one => one.Score) < all.Where(one => !one.IsZero).Average(one => one.Score));
    }

    [Fact]
    public void With_one_choice_at_the_end_movement_prunes_exactly_the_least()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 2));
        Dictionary<string, double[]> movement = network.Snapshot().ToDictionary(weight => weight.Key, weight => new double[weight.Value.Length]);
        // The schedule of a thousand steps has not begun when they end.
        using var rule = new PruningRule(network, Plan(AcnPruningTarget.Weights, 0.4, AcnPruningCriterion.Movement), steps: 1_000);
        using var watch = new MovementWatch(network, movement);

        PruningSteps.Train(network, 3, watch, rule);
        Assert.False(rule.IsComplete);
        rule.Complete();

        Dictionary<string, float[]> now = network.Snapshot();
        (double Score, bool IsZero)[] all = [.. Matrices(now).SelectMany(name => now[name].Select((value, i) => (movement[name][i], value == 0)))];
        Assert.Equal((int)Math.Round(0.4 * all.Length), all.Count(one => one.IsZero));
        Assert.True(all.Where(one => one.IsZero).Max(one => one.Score) <= all.Where(one => !one.IsZero).Min(one => one.Score) + 1e-7);
    }

    [Fact]
    public void What_was_pruned_before_stays_at_zero_while_training()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        Prune(network, Plan(AcnPruningTarget.Weights, 0.7) with { IncludesEmbedding = true });
        Dictionary<string, float[]> before = network.Snapshot();
        using PruningRule rule = PruningRule.For(network, null, 10)!;

        PruningSteps.Train(network, 5, rule);

        Assert.True(rule.IsComplete);
        foreach ((string name, float[] now) in network.Snapshot().Where(weight => Matrices(before).Append("embedding.table").Contains(weight.Key)))
        {
            for (int i = 0; i < now.Length; i++)
                Assert.True(before[name][i] != 0 || BitConverter.SingleToInt32Bits(now[i]) == 0, $"{name} {i} is {now[i]}");
            Assert.NotEqual(before[name], now);
        }
    }

    [Fact]
    public void A_network_of_which_nothing_was_or_is_to_be_pruned_needs_no_rule()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());

        Assert.Null(PruningRule.For(network, null, 10));
    }

    private static PruningPlan Plan(AcnPruningTarget target, double sparsity, AcnPruningCriterion criterion = AcnPruningCriterion.Magnitude)
        => new() { Target = target, Sparsity = sparsity, Criterion = criterion, IncludesEmbedding = false, RampFraction = 0.6 };

    private static void Prune(AcnNetwork network, PruningPlan plan)
    {
        using var rule = new PruningRule(network, plan, steps: 0);
        rule.Complete();
        Assert.Same(network, rule.Finish(network));
    }

    private static string[] Matrices(Dictionary<string, float[]> weights) => [.. weights.Keys.Where(name =>
        name.StartsWith("layers.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal) && !name.Contains("norm", StringComparison.Ordinal))];
}
