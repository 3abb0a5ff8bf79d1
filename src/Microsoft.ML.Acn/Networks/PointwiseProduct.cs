using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.Acn.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// 32-bit matrix products as convolutions of one pixel. On an x64 CPU libtorch gives convolutions to oneDNN and products to MKL, which does
/// not reach the speed of every processor: on an EPYC with AVX-512 this is twice as fast, forwards and backwards. On an EPYC without it is
/// not: 0.7 to 0.9 of MKL's speed forwards and half of it backwards, on two threads. On a Xeon with AVX-512 it is 0.9 to 1.1 of MKL's speed
/// forwards and 0.7 to 1.0 with the pass backwards.
/// </summary>
internal static class PointwiseProduct
{
    // Fewer rows gain nothing.
    private const long FewestRows = 256;
    private static readonly int[] _manyRows = [256, 260, 500, 776, 1_020];
    private static readonly ConcurrentDictionary<(long Inputs, long Outputs, int Threads), Lazy<bool>> _alike = new();

    /// <summary>Whether it is the better way on this processor, where it can be relied on.</summary>
    public static bool IsFasterHere { get; } = Avx512F.IsSupported && !ProcessorMaker.IsIntel && ProcessorCaches.AreKnown;

    /// <summary>Whether this is the better way to multiply so many rows. A matter of the processor, not of a timing, for the bits depend on it.</summary>
    public static bool IsFaster(Tensor weight, long rows)
        => rows >= FewestRows && weight.device_type == DeviceType.CPU && IsFasterHere;

    /// <summary>
    /// Whether it gives the same bits as the ordinary product in blocks, so that scoring can use the one for a few rows and the other for many.
    /// Depends on the processor, the shape and the number of threads; found out once for each, on random numbers.
    /// </summary>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="blocks">Those of this weight.</param>
    public static bool IsAlike(Tensor weight, ProductBlocks blocks)
        => _alike.GetOrAdd((weight.shape[1], weight.shape[0], get_num_threads()), shape => new(() => ProductProbe.RowsAgree(shape.Inputs, shape.Outputs, blocks.Multiply, Apply, _manyRows), LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <param name="x">(rows, inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <returns>(rows, outputs)</returns>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor bias)
    {
        long rows = x.shape[0], inputs = weight.shape[1], outputs = weight.shape[0];
        // Rows are the pixels of one image whose channels lie next to each other, so nothing is moved in memory.
        Tensor image = x.contiguous().view(1, rows, 1, inputs).permute(0, 3, 1, 2);
        // A single pixel knows no dilation, but with one libtorch takes oneDNN on a single thread too.
        return nn.functional.conv2d(image, weight.view(outputs, inputs, 1, 1), bias, dilation: [2, 2]).permute(0, 2, 3, 1).reshape(rows, outputs);
    }
}
