using System.Text;
using Microsoft.ML.Acn.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

public class TextHashTests
{
    // MurmurHash3's finalizer, undone: what is left is FNV-1a, for which its authors publish test vectors.
    private static uint Unmixed(uint hash)
    {
        hash ^= hash >> 16;
        hash *= Inverse(0xC2B2AE35u);
        hash ^= (hash >> 13) ^ (hash >> 26);
        hash *= Inverse(0x85EBCA6Bu);
        return hash ^ (hash >> 16);
    }

    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("fo", 0x6222e842)]
    [InlineData("foob", 0x3f5076ef)]
    [InlineData("foobar", 0xbf9cf968)]
    public void The_core_is_fnv_1a(string bytes, uint published)
    {
        // Two bytes of the vector are one UTF-16 unit, low byte first.
        string units = Encoding.Unicode.GetString(Encoding.ASCII.GetBytes(bytes));

        Assert.Equal(published, Unmixed(TextHash.Of(units)));
    }

    [Fact]
    public void Hashes_never_change_because_saved_models_rely_on_them()
    {
        Assert.Equal(
            [0x91e9da27u, 0x52b72c41u, 0xb3b41db6u, 0x19087a17u, 0x6aba0b7eu, 0xadd01006u],
            new[] { "a", "the", "<th", "größe", "北", "😀" }.Select(word => TextHash.Of(word)));
        Assert.Equal(0x346a2bcau, TextHash.OfPair(TextHash.Of("new"), TextHash.Of("york")));
    }

    [Fact]
    public void A_pair_has_an_order()
    {
        uint first = TextHash.Of("new"), second = TextHash.Of("york");

        Assert.NotEqual(TextHash.OfPair(first, second), TextHash.OfPair(second, first));
    }

    [Theory]
    [InlineData(0u, 10, 0)]
    [InlineData(uint.MaxValue, 10, 9)]
    [InlineData(uint.MaxValue / 2, 10, 4)]
    [InlineData(uint.MaxValue, 1, 0)]
    [InlineData(uint.MaxValue, int.MaxValue, int.MaxValue - 1)]
    public void A_bucket_is_the_hash_as_a_share_of_the_buckets(uint hash, int buckets, int expected)
        => Assert.Equal(expected, TextHash.Bucket(hash, buckets));

    [Fact]
    public void Buckets_are_filled_evenly()
    {
        int[] counts = new int[100];
        for (int i = 0; i < 100_000; i++)
            counts[TextHash.Bucket(TextHash.Of($"w{i}"), counts.Length)]++;

        // 1,000 expected, with a deviation of 32.
        Assert.All(counts, count => Assert.InRange(count, 840, 1_160));
    }

    /// <summary>The inverse of an odd number modulo 2^32, by Newton's iteration.</summary>
    private static uint Inverse(uint odd)
    {
        uint inverse = odd;
        for (int i = 0; i < 5; i++)
            inverse *= 2 - (odd * inverse);
        return inverse;
    }
}
