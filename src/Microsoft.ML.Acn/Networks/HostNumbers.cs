using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>Numbers in memory of the program as tensors, and a tensor's numbers in memory.</summary>
/// <remarks>
/// They are copied to memory of torch's own. A tensor of an array lies where the garbage collector has put the array, anywhere, and MKL's sums have another order, and so other
/// last bits, where rows begin at another place modulo the width of its registers; it also needs the array for as long as it lives.
/// </remarks>
internal static class HostNumbers
{
    /// <param name="numbers">The numbers, row by row.</param>
    /// <param name="shape">The shape of the tensor.</param>
    /// <param name="device">Where it is to be.</param>
    /// <exception cref="ArgumentException">There are more or fewer numbers than the shape has.</exception>
    public static unsafe Tensor ToTensor<T>(ReadOnlySpan<T> numbers, ReadOnlySpan<long> shape, Device device)
        where T : unmanaged
    {
        Tensor host = empty(shape, dtype: TypeOf<T>(), device: CPU);
        if (numbers.Length != host.numel())
            throw new ArgumentException($"{numbers.Length} numbers do not make a tensor of {host.numel()}.", nameof(numbers));
        if (!numbers.IsEmpty)
        {
            // By address: there may be more bytes than a span can have.
            long bytes = (long)numbers.Length * sizeof(T);
            fixed (T* from = numbers)
                Buffer.MemoryCopy(from, Pointer(host), bytes, bytes);
        }
        return On(device, host);
    }

    /// <summary>A tensor on the CPU whose numbers are to be filled in.</summary>
    /// <param name="shape">The shape of the tensor, which is not empty.</param>
    /// <param name="numbers">Its numbers, all zero. They end with the tensor.</param>
    public static Tensor Zeros(scoped ReadOnlySpan<long> shape, out Span<float> numbers)
    {
        Tensor host = zeros(shape, dtype: ScalarType.Float32, device: CPU);
        numbers = MemoryMarshal.Cast<byte, float>(host.bytes);
        return host;
    }

    /// <summary>The tensor itself if it is there, or a copy that is.</summary>
    public static Tensor On(Device device, Tensor host) => device.type == DeviceType.CPU ? host : host.to(device);

    /// <summary>The address of a contiguous CPU tensor's numbers. Taken from a slice, for a span cannot cover tables of over 2 GB.</summary>
    public static unsafe float* Pointer(Tensor contiguous)
    {
        using Tensor first = contiguous.narrow(0, 0, 1);
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    private static ScalarType TypeOf<T>() => default(T) switch
    {
        byte => ScalarType.Byte,
        int => ScalarType.Int32,
        long => ScalarType.Int64,
        float => ScalarType.Float32,
        _ => throw new NotSupportedException($"Tensors of {typeof(T)} are not made here."),
    };
}
