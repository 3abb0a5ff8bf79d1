using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Continual;

public class WeightImportancesTests
{
    private static readonly WeightImportances _small = Of(("head.weight", [1, 2, 3, 4, 5, 6]), ("head.bias", [7, 8, 9]), ("layers.0.a", [10]), ("embedding.table", [11, 12]));

    [Fact]
    public void Outputs_of_the_head_follow_their_classes_and_new_ones_are_important_for_nothing()
    {
        var next = (WeightImportances)_small.ForClasses([2, -1, 0, 1]);

        Assert.Equal([5, 6, 0, 0, 1, 2, 3, 4], next.Values["head.weight"]);
        Assert.Equal([9, 0, 7, 8], next.Values["head.bias"]);
        Assert.Equal([10], next.Values["layers.0.a"]);
        Assert.Equal([11, 12], next.Values["embedding.table"]);
    }

    [Fact]
    public void A_scaled_head_has_the_same_penalty_for_a_move_of_the_same_effect()
    {
        var next = (WeightImportances)_small.WithScaledHead(0.5);

        // Half the weights: a move of the same effect is half as long, and a quarter in the square.
        Assert.Equal([4, 8, 12, 16, 20, 24], next.Values["head.weight"]);
        Assert.Equal([28, 32, 36], next.Values["head.bias"]);
        Assert.Equal([10], next.Values["layers.0.a"]);
    }

    [Fact]
    public void Importances_of_runs_add_up()
    {
        WeightImportances sum = _small.Plus(Of(("head.bias", [1, 0, 2]), ("layers.0.b", [3])).Values);

        Assert.Equal([8, 8, 11], sum.Values["head.bias"]);
        Assert.Equal([3], sum.Values["layers.0.b"]);
        Assert.Equal([10], sum.Values["layers.0.a"]);
        Assert.Equal(_small.Fits + 1, sum.Fits);
    }

    [Fact]
    public void A_cut_network_keeps_those_of_its_layers()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        var all = Of([.. network.Weights().Select(weight => (weight.Name, new float[] { 1 }))]);
        using AcnNetwork cut = network.Truncate(1);

        var kept = (WeightImportances)all.Of(cut);

        Assert.Equal(cut.Weights().Select(weight => weight.Name).Order(), kept.Values.Keys.Order());
        Assert.Same(all, all.Of(network));
    }

    [Fact]
    public void Rows_that_are_kept_follow_their_classes()
    {
        var rows = new KeptRows([new KeptRow(0, [1]), new KeptRow(1, [2]), new KeptRow(1, [3])], [5, 9]) { Fits = 3 };

        var next = (KeptRows)rows.ForClasses([1, -1, 0]);

        Assert.Equal([(0, 2), (0, 3), (2, 1)], next.Rows.Select(row => (row.Label, (int)row.Input[0])));
        Assert.Equal([9L, 0, 5], next.Seen);
        Assert.Equal(3, next.Fits);
    }

    [Fact]
    public void The_table_has_the_name_that_importances_are_found_by()
    {
        using AcnNetwork network = TestNetworks.Randomized(TestNetworks.Config());
        using var _ = NewDisposeScope();

        Assert.Equal(network.Embedding.RowTable!.Numbers(), network.Weights().Single(weight => weight.Name == network.TableName).Tensor.Numbers());
    }

    private static WeightImportances Of(params (string Name, float[] Values)[] values)
        => new(ContinualKind.SynapticIntelligence, values.ToDictionary(one => one.Name, one => one.Values)) { Fits = 1 };
}
