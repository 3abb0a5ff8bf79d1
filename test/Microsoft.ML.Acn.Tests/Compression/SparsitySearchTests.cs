using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Acn.Tests.Persistence;

namespace Microsoft.ML.Acn.Tests.Compression;

public class SparsitySearchTests
{
    [Theory]
    [InlineData(0.72, new[] { 0.5, 0.75, 0.625, 0.6875, 0.71875 }, 0.71875)]
    [InlineData(0.1, new[] { 0.5, 0.25, 0.125, 0.0625, 0.09375 }, 0.09375)]
    [InlineData(1, new[] { 0.5, 0.75, 0.875, 0.9375, 0.96875 }, 0.96875)]
    public void The_range_is_halved_and_the_largest_within_comes_back(double bearable, double[] tried, double found)
    {
        var search = new SparsitySearch(5, 0.9);
        var made = new List<(double Sparsity, AcnModel Model)>();

        AcnModel? best = search.Run(
            sparsity =>
            {
                made.Add((sparsity, MadeUpModel.Create()));
                return made[^1].Model;
            },
            model => made.Single(one => ReferenceEquals(one.Model, model)).Sparsity <= bearable ? 0.9 : 0.8);

        Assert.Equal(tried, search.Tries.Select(one => one.Sparsity));
        Assert.Equal(found, search.Found);
        Assert.Same(made.Single(one => one.Sparsity.Equals(found)).Model, best);
        // All others are freed.
        Assert.Equal(made.Count - 1, made.Count(one => one.Model.Network.Weights().All(weight => weight.Tensor.IsInvalid)));
        best!.Network.Dispose();
    }

    [Fact]
    public void Nothing_comes_back_where_nothing_is_within()
    {
        var search = new SparsitySearch(3, 0.9);

        Assert.Null(search.Run(_ => MadeUpModel.Create(), _ => 0.5));

        Assert.Equal(0, search.Found);
        Assert.All(search.Tries, one => Assert.False(one.IsWithinTolerance));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancellation_that_nobody_asked_for_is_a_failure(bool isAskedFor)
    {
        var search = new SparsitySearch(3, 0.9, () => isAskedFor);
        var made = new List<AcnModel>();
        AcnModel Search() => search.Run(
            _ =>
            {
                made.Add(MadeUpModel.Create());
                return made[^1];
            },
            _ => made.Count < 2 ? 0.9 : throw new TaskCanceledException())!;

        if (isAskedFor)
        {
            AcnModel best = Search();
            Assert.Same(made[0], best);
            best.Network.Dispose();
        }
        else
        {
            Assert.Throws<TaskCanceledException>(Search);
        }
        Assert.All(made, model => Assert.All(model.Network.Weights(), weight => Assert.True(weight.Tensor.IsInvalid)));
    }
}
