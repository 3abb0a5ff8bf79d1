namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>
/// The hash functions of the text features. They are part of the model format: the same on every platform, in every process.
/// </summary>
internal static class TextHash
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>32-bit FNV-1a over UTF-16 code units, low byte first (Fowler, Noll, Vo), with a finishing mix so that low bits can pick a bucket.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        uint hash = Offset;
        foreach (char c in text)
        {
            hash = (hash ^ (byte)c) * Prime;
            hash = (hash ^ (byte)(c >> 8)) * Prime;
        }
        return Mix(hash);
    }

    /// <summary>The hash of an ordered pair of words.</summary>
    public static uint OfPair(uint first, uint second) => Mix((first * 0x9E3779B1u) ^ (second + 0x7F4A7C15u));

    /// <summary>A bucket from 0 to <paramref name="buckets"/> - 1, without the bias of low bits.</summary>
    public static int Bucket(uint hash, int buckets) => (int)(((ulong)hash * (uint)buckets) >> 32);

    /// <summary>The 32-bit finalizer of MurmurHash3 (Appleby).</summary>
    private static uint Mix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
