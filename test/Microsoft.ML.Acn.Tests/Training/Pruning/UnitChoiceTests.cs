using Microsoft.ML.Acn.Training.Pruning;

namespace Microsoft.ML.Acn.Tests.Training.Pruning;

public class UnitChoiceTests
{
    [Fact]
    public void The_least_of_all_parts_together_are_chosen()
    {
        // By rank: 0.1 (b0), 0.2 (a1), 0.3 (b2), then 0.5 (a0).
        bool[][] chosen = UnitChoice.Least([[0.5, 0.2, 0.9], [0.1, 0.8, 0.3]], 3, block: 1);

        Assert.Equal([false, true, false], chosen[0]);
        Assert.Equal([true, false, true], chosen[1]);
    }

    [Fact]
    public void One_of_each_part_is_left_and_others_make_up_for_it()
    {
        bool[][] chosen = UnitChoice.Least([[0.1, 0.2], [5, 6, 7]], 3, block: 1);

        Assert.Equal([true, false], chosen[0]);
        Assert.Equal([true, true, false], chosen[1]);
    }

    [Fact]
    public void Nobody_can_ask_for_more_than_all_but_one_of_each()
        => Assert.Equal([2, 1], UnitChoice.Least([[1, 2, 3], [1, 2]], 100, block: 1).Select(part => part.Count(isChosen => isChosen)));

    [Fact]
    public void Of_equal_scores_the_first_is_chosen()
        => Assert.Equal([true, false, false], UnitChoice.Least([[1, 1, 1]], 1, block: 1)[0]);

    [Fact]
    public void What_is_left_is_made_whole_blocks_by_sparing_the_best_of_those_chosen()
    {
        // 5 of 8 would go; 3 left become 4.
        bool[][] chosen = UnitChoice.Least([[8, 1, 7, 2, 6, 3, 5, 4]], 5, block: 4);

        Assert.Equal([false, true, false, true, false, true, false, true], chosen[0]);
    }

    [Fact]
    public void A_part_that_is_no_whole_blocks_never_gets_back_what_is_gone()
    {
        double gone = double.NegativeInfinity;

        Assert.Equal([true, true, false, false, false], UnitChoice.Least([[gone, gone, 1, 2, 3]], 2, block: 4)[0]);
        Assert.Equal([false, false, false, false, false, false], UnitChoice.Least([[1, 2, 3, 4, 5, 6]], 1, block: 4)[0]);
    }
}
