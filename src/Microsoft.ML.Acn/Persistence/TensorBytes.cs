using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The bytes of 32-bit float tensors, a piece at a time and where they lie: a table of any size is never copied whole on a CPU.</summary>
internal static class TensorBytes
{
    private const long PieceLength = 1 << 18;

    /// <summary>Passes a tensor's bytes to <paramref name="use"/>, row by row from first to last.</summary>
    public static void Read(Tensor tensor, Action<Span<byte>> use)
    {
        using IDisposable grad = no_grad();
        using Tensor held = tensor.detach();
        using Tensor near = held.cpu();
        using Tensor dense = near.contiguous();
        EachPiece(dense, use);
    }

    /// <summary>Lets <paramref name="fill"/> write all of a tensor's bytes.</summary>
    public static void Write(Tensor tensor, Action<Span<byte>> fill)
    {
        using IDisposable grad = no_grad();
        using Tensor held = tensor.detach();
        if (held.device_type == DeviceType.CPU && held.is_contiguous())
        {
            EachPiece(held, fill);
            return;
        }
        using Tensor staged = empty(held.shape, dtype: held.dtype, device: CPU);
        EachPiece(staged, fill);
        held.copy_(staged).Dispose();
    }

    /// <summary>Whether there is neither a NaN nor an infinity among the numbers.</summary>
    public static bool AreFinite(ReadOnlySpan<byte> bytes)
    {
        const uint exponent = 0x7F800000;
        foreach (uint bits in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            if ((bits & exponent) == exponent)
                return false;
        }
        return true;
    }

    private static void EachPiece(Tensor dense, Action<Span<byte>> action)
    {
        using Tensor flat = dense.view(-1);
        long count = flat.shape[0];
        for (long start = 0; start < count; start += PieceLength)
        {
            using Tensor piece = flat.narrow(0, start, Math.Min(PieceLength, count - start));
            action(piece.bytes);
        }
    }
}
