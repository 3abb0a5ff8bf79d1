using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Text;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Pruning;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

/// <summary>What a rule chooses and keeps at zero, against loops over plain numbers.</summary>
public class PruningRuleTests
{
    private static readonly TextRowStore _texts = TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros on the cat, the the");
    private static readonly int[] _labels = [1, 0, 3];

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
        using var watch = new Watch(network, movement);

        Train(network, 4, watch, rule);
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
        using var watch = new Watch(network, movement);

        Train(network, 3, watch, rule);
        Assert.False(rule.IsComplete);
        rule.Complete();

        Dictionary<string, float[]> now = network.Snapshot();
        (double Score, bool IsZero)[] all = [.. Matrices(now).SelectMany(name => now[name].Select((value, i) => (movement[name][i], value == 0)))];
        Assert.Equal((int)Math.Round(0.4 * all.Length), all.Count(one => one.IsZero));
        Assert.True(all.Where(one => one.IsZero).Max(one => one.Score) <= all.Where(one => !one.IsZero).Min(one => one.Score) + 1e-7);
    }

    [Fact]
    public void Units_are_chosen_by_the_norm_of_their_numbers_and_by_the_sum_of_their_movement()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 2));
        Dictionary<string, double[]> movement = network.Snapshot().ToDictionary(weight => weight.Key, weight => new double[weight.Value.Length]);
        Dictionary<string, float[]> before = network.Snapshot();
        const int hidden = 19, width = 8;

        // Without training: the norm.
        using var magnitude = new UnitPruning(network.UnitsOf(UnitKind.HiddenUnit), AcnPruningCriterion.Magnitude, block: 1);
        magnitude.PruneTo(0.5);
        AssertLeast(magnitude, Scores((name, i) => before[name][i] * (double)before[name][i]));

        using var moved = new UnitPruning(network.UnitsOf(UnitKind.HiddenUnit), AcnPruningCriterion.Movement, block: 1);
        using var watch = new Watch(network, movement);
        using var observer = new Observer(moved);
        Train(network, 3, watch, observer);
        moved.PruneTo(0.5);
        AssertLeast(moved, Scores((name, i) => movement[name][i]));

        double[][] Scores(Func<string, int, double> number) => [.. Enumerable.Range(0, 2).Select(layer => Enumerable.Range(0, hidden).Select(unit =>
            Enumerable.Range(0, width).Sum(i => number($"layers.{layer}.mlp.up.weight", (unit * width) + i) + number($"layers.{layer}.mlp.down.weight", (i * hidden) + unit))).ToArray())];

        static void AssertLeast(UnitPruning pruning, double[][] scores)
        {
            (int Layer, int Unit)[] ranked = [.. from layer in Enumerable.Range(0, 2) from unit in Enumerable.Range(0, hidden) orderby scores[layer][unit] select (layer, unit)];
            Assert.Equal(
                ranked.Skip(hidden).Order(),
                pruning.Kept.SelectMany(part => part.Kept.Select(unit => (part.Units.Layer, unit))).Order());
        }
    }

    [Fact]
    public void Heads_are_chosen_by_hand_computed_norms()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config(layers: 3));
        Dictionary<string, float[]> weights = network.Snapshot();
        // Two heads of 4 features: rows 0-3 and 4-7 of each of q, k, v, and columns of proj.
        double[][] norms = [.. Enumerable.Range(0, 3).Select(layer => Enumerable.Range(0, 2).Select(head => Math.Sqrt(
            Enumerable.Range(0, 3).Sum(part => Enumerable.Range(0, 4 * 8).Sum(i => Square(weights[$"layers.{layer}.attention.qkv.weight"][(((part * 8) + (head * 4)) * 8) + i])))
            + Enumerable.Range(0, 8).Sum(row => Enumerable.Range(0, 4).Sum(i => Square(weights[$"layers.{layer}.attention.proj.weight"][(row * 8) + (head * 4) + i]))))).ToArray())];
        using var heads = new UnitPruning(network.UnitsOf(UnitKind.Head), AcnPruningCriterion.Magnitude, block: 1);

        heads.PruneTo(0.5);

        // Three of six, one of each layer at most: the lesser of each.
        Assert.Equal([0, 1, 2], heads.Kept.Select(part => part.Units.Layer));
        Assert.All(heads.Kept, part => Assert.Equal([norms[part.Units.Layer][0] > norms[part.Units.Layer][1] ? 0 : 1], part.Kept));

        static double Square(double number) => number * number;
    }

    [Fact]
    public void What_was_pruned_before_stays_at_zero_while_training()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        Prune(network, Plan(AcnPruningTarget.Weights, 0.7) with { IncludesEmbedding = true });
        Dictionary<string, float[]> before = network.Snapshot();
        using PruningRule rule = PruningRule.For(network, null, 10)!;

        Train(network, 5, rule);

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

    private static void Train(AcnNetwork network, int steps, params IStepRule[] rules)
    {
        TrainingPlan plan = TrainingPlanner.Plan(TrainingData.Options(), 3) with { Dropout = 0 };
        using var step = new TrainingStep(network, plan, new Random(1), rules);
        for (int i = 0; i < steps; i++)
        {
            InputBatch batch = TestNetworks.Encoder(network).Collate(_texts, _texts.All(), new TextNoise(new Random(i), 0));
            step.Run(new TrainingBatch(batch, Array.ConvertAll(_labels, label => (long)label), [1, 1, 1]), 0.01);
        }
        step.Settle();
    }

    /// <summary>Sums up -w g in 64 bits, number by number.</summary>
    private sealed class Watch(AcnNetwork network, Dictionary<string, double[]> movement) : IStepRule
    {
        public void BeforeUpdate(RowGradients? rows)
        {
            foreach ((string name, Tensor weight) in network.Weights())
            {
                float[] values = weight.Numbers();
                if (weight.grad is { } gradient)
                {
                    float[] gradients = gradient.Numbers();
                    for (int i = 0; i < values.Length; i++)
                        movement[name][i] -= (double)values[i] * gradients[i];
                }
                else if (rows is not null && name == "embedding.table")
                {
                    for (int row = 0; row < rows.Rows.Length; row++)
                    {
                        for (int i = 0; i < 8; i++)
                            movement[name][(rows.Rows[row] * 8) + i] -= (double)values[(rows.Rows[row] * 8) + i] * rows[row][i];
                    }
                }
            }
        }

        public void AfterUpdate(RowGradients? rows)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Observer(IPruning pruning) : IStepRule
    {
        public void BeforeUpdate(RowGradients? rows) => pruning.Observe(rows);

        public void AfterUpdate(RowGradients? rows)
        {
        }

        public void Dispose()
        {
        }
    }
}
