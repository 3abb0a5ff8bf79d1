using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Which numbers of a tensor are not zero: bit i of byte b, from the lowest, stands for number 8 b + i. Negative zero is a number.</summary>
internal static class Bitmap
{
    /// <summary>How many numbers of a tensor have other bits than zero.</summary>
    public static long CountNonZeros(Tensor tensor)
    {
        long count = 0;
        TensorBytes.Read(tensor, piece =>
        {
            foreach (uint bits in MemoryMarshal.Cast<byte, uint>(piece))
                count += bits == 0 ? 0 : 1;
        });
        return count;
    }

    /// <summary>Passes the bitmap of a tensor on, piece by piece.</summary>
    public static void Read(Tensor tensor, Action<ReadOnlySpan<byte>> use) => TensorBytes.Read(tensor, piece =>
    {
        ReadOnlySpan<uint> numbers = MemoryMarshal.Cast<byte, uint>(piece);
        // All pieces but the last are whole words of the bitmap.
        byte[] bits = new byte[CompactTensors.BitmapBytes(numbers.Length)];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != 0)
                bits[i >> 3] |= (byte)(1 << (i & 7));
        }
        use(bits);
    });

    /// <summary>Passes the numbers of a tensor on that are not zero, piece by piece.</summary>
    public static void ReadValues(Tensor tensor, Action<Span<byte>> use)
    {
        uint[] kept = [];
        TensorBytes.Read(tensor, piece =>
        {
            ReadOnlySpan<uint> numbers = MemoryMarshal.Cast<byte, uint>(piece);
            if (kept.Length < numbers.Length)
                kept = new uint[numbers.Length];
            int count = 0;
            foreach (uint bits in numbers)
            {
                if (bits != 0)
                    kept[count++] = bits;
            }
            use(MemoryMarshal.AsBytes(kept.AsSpan(0, count)));
        });
    }

    /// <summary>How many numbers a bitmap says are there.</summary>
    public static long Count(ReadOnlySpan<byte> bitmap)
    {
        long count = 0;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bitmap))
            count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Whether no number is said to be there behind the last.</summary>
    public static bool EndsWith(ReadOnlySpan<byte> bitmap, long numbers)
    {
        for (long i = numbers; i < 8L * bitmap.Length; i++)
        {
            if (IsSet(bitmap, i))
                return false;
        }
        return true;
    }

    /// <summary>Moves the numbers that a tensor begins with to their places, and puts zeros between them.</summary>
    /// <param name="tensor">Contiguous; as many of its first numbers as the bitmap has bits are to be moved.</param>
    /// <param name="bitmap">Says where.</param>
    public static void Spread(Tensor tensor, ReadOnlySpan<byte> bitmap)
    {
        using IDisposable grad = no_grad();
        using Tensor held = tensor.detach();
        if (held.device_type == DeviceType.CPU)
        {
            SpreadHere(held, bitmap);
            return;
        }
        using Tensor near = held.cpu();
        SpreadHere(near, bitmap);
        held.copy_(near).Dispose();
    }

    // From the end, so that no number is written over before it is moved. By pointer, for a span cannot cover tables of over 2 GB.
    private static unsafe void SpreadHere(Tensor tensor, ReadOnlySpan<byte> bitmap)
    {
        if (tensor.numel() == 0)
            return;
        using Tensor flat = tensor.view(-1);
        float* numbers = HostNumbers.Pointer(flat);
        long from = Count(bitmap);
        for (long to = flat.shape[0] - 1; to >= 0; to--)
            numbers[to] = IsSet(bitmap, to) ? numbers[--from] : 0;
    }

    private static bool IsSet(ReadOnlySpan<byte> bitmap, long number) => (bitmap[(int)(number >> 3)] & (1 << (int)(number & 7))) != 0;
}
