using Microsoft.ML.Acn.Compression;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthChoiceTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(0.01, 2)]
    [InlineData(0.0099, 3)]
    [InlineData(0.2, 1)]
    [InlineData(1, 0)]
    public void The_smallest_depth_within_the_tolerance_is_chosen(double tolerance, int depth)
    {
        Assert.Equal(depth, DepthChoice.Smallest([0.30, 0.75, 0.89, 0.90], tolerance));
    }

    [Fact]
    public void A_shallow_depth_that_is_better_than_the_full_one_is_chosen()
    {
        Assert.Equal(1, DepthChoice.Smallest([0.5, 0.95, 0.7, 0.9], 0));
    }

    [Fact]
    public void A_network_without_layers_has_one_choice()
    {
        Assert.Equal(0, DepthChoice.Smallest([0.1], 0));
    }
}
