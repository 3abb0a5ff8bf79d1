using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class BetaDistributionTests
{
    private const int Draws = 100_000;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(10)]
    public void Mean_variance_and_fourth_moment_are_those_of_the_distribution(double alpha)
    {
        double[] draws = Draw(alpha, Draws);

        double mean = draws.Average(), variance = draws.Average(draw => Math.Pow(draw - 0.5, 2)), fourth = draws.Average(draw => Math.Pow(draw - 0.5, 4));
        double expectedVariance = 1 / (4 * ((2 * alpha) + 1));
        // Kurtosis of Beta(a, a) is 3 - 6 / (2a + 3).
        double expectedFourth = expectedVariance * expectedVariance * (3 - (6 / ((2 * alpha) + 3)));
        Assert.Equal(0.5, mean, 5 * Math.Sqrt(expectedVariance / Draws));
        Assert.Equal(1, variance / expectedVariance, 0.02);
        Assert.Equal(1, fourth / expectedFourth, 0.04);
    }

    [Fact]
    public void With_alpha_1_every_tenth_is_as_frequent()
    {
        int[] counts = new int[10];
        foreach (double draw in Draw(1, Draws))
            counts[(int)(draw * 10)]++;

        // Standard deviation 95.
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void The_smallest_alpha_still_gives_shares()
        => Assert.All(Draw(1e-300, 100), draw => Assert.InRange(draw, 0, 1));

    private static double[] Draw(double alpha, int count)
    {
        var random = new ImageRandom(1, 0);
        double[] draws = new double[count];
        for (int i = 0; i < count; i++)
            draws[i] = BetaDistribution.Draw(alpha, ref random);
        return draws;
    }
}
