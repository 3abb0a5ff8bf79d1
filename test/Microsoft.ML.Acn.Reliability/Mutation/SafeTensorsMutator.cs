using System.Buffers.Binary;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of a safetensors file by somebody who knows the format: its length, its header, its numbers.</summary>
internal static class SafeTensorsMutator
{
    private const int Prefix = sizeof(ulong);

    private static readonly float[] _numbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -float.MaxValue, float.Epsilon, -0f, 1e-30f];
    private static readonly ulong[] _lengths = [0, 1, 2, 1 << 20, (1 << 20) + 1, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue];

    /// <summary>A changed copy; what is no such file is changed byte by byte.</summary>
    public static byte[] Mutate(byte[] file, Random random)
    {
        ulong length = file.Length >= Prefix ? BinaryPrimitives.ReadUInt64LittleEndian(file) : ulong.MaxValue;
        if (length > (ulong)file.Length - Prefix)
            return ByteMutator.Mutate(file, random);
        byte[] header = file[Prefix..(Prefix + (int)length)], data = file[(Prefix + (int)length)..];
        switch (random.Next(6))
        {
            case 0:
                return Join(header, Resized(data, random));
            case 1:
                Poke(data, random);
                return Join(header, data);
            case 2:
                byte[] whole = Join(header, data);
                BinaryPrimitives.WriteUInt64LittleEndian(whole, random.Next(2) == 0 ? _lengths[random.Next(_lengths.Length)] : length + (ulong)random.Next(-9, 10));
                return whole;
            case 3:
                return Join(ByteMutator.Mutate(header, random), data);
            default:
                return Join(JsonMutator.Mutate(header, random), random.Next(3) == 0 ? Resized(data, random) : data);
        }
    }

    private static void Poke(byte[] data, Random random)
    {
        for (int i = random.Next(1, 5); i > 0 && data.Length >= sizeof(float); i--)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(random.Next(data.Length / sizeof(float)) * sizeof(float)), _numbers[random.Next(_numbers.Length)]);
    }

    private static byte[] Resized(byte[] data, Random random)
        => random.Next(2) == 0 ? data[..random.Next(data.Length + 1)] : [.. data, .. new byte[random.Next(1, 100)]];

    private static byte[] Join(byte[] header, byte[] data)
    {
        byte[] file = new byte[Prefix + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, Prefix);
        data.CopyTo(file, Prefix + header.Length);
        return file;
    }
}
