using Microsoft.ML.Acn.Training.Checkpoints;

namespace Microsoft.ML.Acn.Tests.Training.Checkpoints;

public class ResumableRandomTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-7)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void It_gives_the_numbers_of_the_system(int seed)
    {
        var expected = new Random(seed);
        var actual = new ResumableRandom(seed);
        for (int i = 0; i < 500; i++)
            Assert.Equal(Draw(expected), Draw(actual));
    }

    [Fact]
    public void It_goes_on_from_a_state_that_was_saved()
    {
        var random = new ResumableRandom(5);
        Draw(random);
        byte[] state = random.Save();
        string[] expected = [.. Enumerable.Range(0, 100).Select(_ => Draw(random))];
        var other = new ResumableRandom(77);

        other.Restore(state);

        Assert.Equal(expected, Enumerable.Range(0, 100).Select(_ => Draw(other)));
        Assert.Equal(random.Save(), other.Save());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void A_state_that_cannot_be_is_refused(int at)
    {
        byte[] state = new ResumableRandom(5).Save();
        state[at + 3] = 0x80;

        Assert.Throws<FormatException>(() => new ResumableRandom(1).Restore(state));
        Assert.Throws<FormatException>(() => new ResumableRandom(1).Restore(state.AsSpan(4)));
    }

    /// <summary>One number of each kind.</summary>
    private static string Draw(Random random)
    {
        byte[] bytes = new byte[5];
        random.NextBytes(bytes);
        int[] order = [.. Enumerable.Range(0, 20)];
        random.Shuffle(order);
        object[] all = [random.Next(), random.Next(10), random.Next(-5, 17), random.Next(int.MinValue, int.MaxValue), random.NextInt64(), random.NextInt64(1L << 40), random.NextInt64(-9, long.MaxValue - 20), random.NextDouble(), random.NextSingle()];
        return $"{string.Join(' ', all)} {Convert.ToHexString(bytes)} {string.Join(' ', order)}";
    }
}
