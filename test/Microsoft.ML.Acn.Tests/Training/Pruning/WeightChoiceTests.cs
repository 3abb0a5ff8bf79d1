using Microsoft.ML.Acn.Training.Pruning;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

public class WeightChoiceTests
{
    [Fact]
    public void The_least_of_all_tensors_together_are_chosen_in_their_shapes()
    {
        using Tensor first = tensor(new[] { 3f, 0.5f, 2f, 9f }, [2, 2]), second = tensor(new[] { 1f, 7f, 0.1f });

        Tensor[] chosen = WeightChoice.Least([first, second], 4);

        Assert.Equal([2, 2], chosen[0].shape);
        Assert.Equal([false, true, true, false], chosen[0].data<bool>().ToArray());
        Assert.Equal([true, false, true], chosen[1].data<bool>().ToArray());
        Array.ForEach(chosen, one => one.Dispose());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    public void Just_as_many_are_chosen_among_equals(int count)
    {
        using Tensor first = tensor(new[] { 1f, 1f, 0f }), second = tensor(new[] { 1f, 1f, float.PositiveInfinity });

        Tensor[] chosen = WeightChoice.Least([first, second], count);

        bool[] all = [.. chosen.SelectMany(one => one.data<bool>().ToArray())];
        Assert.Equal(count, all.Count(isChosen => isChosen));
        // The zero first, then the ones in order, then the rest.
        Assert.Equal(new[] { 2, 0, 1, 3, 4, 5 }.Take(count).Order(), Enumerable.Range(0, 6).Where(i => all[i]));
        Array.ForEach(chosen, one => one.Dispose());
    }
}
