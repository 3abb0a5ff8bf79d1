using Microsoft.ML.Acn.Inputs.Images.Augmentation;

namespace Microsoft.ML.Acn.Tests.Inputs.Images.Augmentation;

public class ImageRandomTests
{
    [Fact]
    public void Numbers_are_those_of_split_mix_64()
    {
        // The finalizer maps 0 to 0, so this stream starts at state 0, for which the reference program prints these.
        var random = new ImageRandom(0, 0);

        Assert.Equal(0xE220A8397B1DCDAFul, random.NextBits());
        Assert.Equal(0x6E789E6AA1B965F4ul, random.NextBits());
        Assert.Equal(0x06C45D188009454Ful, random.NextBits());
    }

    [Fact]
    public void First_numbers_of_neighbouring_streams_are_independent()
    {
        double[] firsts = [.. Enumerable.Range(0, 50_000).Select(stream => new ImageRandom(9, stream).NextDouble() - 0.5)];

        Assert.Equal(0, firsts.Average(), 0.006);
        Assert.Equal(1.0 / 12, firsts.Average(first => first * first), 0.002);
        Assert.Equal(0, firsts.Zip(firsts.Skip(1), (a, b) => a * b).Average(), 0.002);
    }

    [Fact]
    public void Whole_numbers_are_even_and_below_the_limit()
    {
        var random = new ImageRandom(1, 0);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;

        // Standard deviation 93.
        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void A_chance_of_0_never_comes_and_one_of_1_always()
    {
        var random = new ImageRandom(1, 0);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.False(random.Chance(0));
            Assert.True(random.Chance(1));
        }
    }
}
