using System.Buffers.Binary;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of kept rows: their file is made of little-endian counts, lengths and numbers, so whole numbers are put in places of such.</summary>
internal static class RowsMutator
{
    private static readonly int[] _numbers = [0, 1, -1, 2, 100, 65_535, 65_536, int.MaxValue, int.MinValue, 1 << 28];

    /// <summary>A changed copy.</summary>
    public static byte[] Mutate(byte[] file, Random random)
    {
        if (file.Length < sizeof(int) || random.Next(2) == 0)
            return ByteMutator.Mutate(file, random);
        byte[] changed = [.. file];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            Span<byte> place = changed.AsSpan(Math.Min(random.Next(file.Length) / 2 * 2, file.Length - sizeof(int)));
            int number = random.Next(2) == 0 ? _numbers[random.Next(_numbers.Length)] : BinaryPrimitives.ReadInt32LittleEndian(place) + random.Next(-2, 3);
            BinaryPrimitives.WriteInt32LittleEndian(place, number);
        }
        return changed;
    }
}
