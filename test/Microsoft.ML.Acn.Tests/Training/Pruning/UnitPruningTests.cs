using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using Microsoft.ML.Acn.Training;
using Microsoft.ML.Acn.Training.Pruning;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

/// <summary>Which units are chosen, against norms and sums of plain numbers.</summary>
public class UnitPruningTests
{
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
        using var watch = new MovementWatch(network, movement);
        using var observer = new Observer(moved);
        PruningSteps.Train(network, 3, watch, observer);
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
