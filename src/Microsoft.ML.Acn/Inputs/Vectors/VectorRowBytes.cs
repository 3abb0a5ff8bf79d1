using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>A vector as bytes: how many numbers follow, the slots of these unless they are all, and the numbers, four bytes each.</summary>
internal static class VectorRowBytes
{
    public static byte[] Of(VectorRowStore store, int row)
    {
        VectorRow vector = store[row];
        int count = vector.Values.Length;
        int[] head = new int[count == store.Features ? 1 : count + 1];
        head[0] = count;
        for (int i = 1; i < head.Length; i++)
            head[i] = vector.SlotOf(i - 1);
        return [.. MemoryMarshal.AsBytes(head.AsSpan()), .. MemoryMarshal.AsBytes(vector.Values)];
    }

    /// <exception cref="FormatException">It is no vector of so many slots.</exception>
    public static VBuffer<float> Read(ReadOnlySpan<byte> row, int features)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(row);
        int count = numbers.IsEmpty || row.Length % sizeof(int) != 0 ? -1 : numbers[0];
        bool isWhole = count == features;
        if (count < 0 || count > features || numbers.Length != (isWhole ? 1L + count : 1 + (2L * count)))
            throw new FormatException($"a vector of {row.Length} bytes is none of {features} slots");
        float[] values = MemoryMarshal.Cast<int, float>(numbers[^count..]).ToArray();
        if (!values.All(float.IsFinite))
            throw new FormatException("a vector has a value that is no finite number");
        if (isWhole)
            return new VBuffer<float>(features, values);
        int[] slots = numbers.Slice(1, count).ToArray();
        for (int i = 0; i < count; i++)
        {
            if (slots[i] <= (i == 0 ? -1 : slots[i - 1]) || slots[i] >= features)
                throw new FormatException($"a vector has its numbers in slots that do not rise from 0 to {features - 1}");
        }
        return new VBuffer<float>(features, count, values, slots);
    }
}
