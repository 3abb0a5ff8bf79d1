using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>
/// How scoring cuts a 32-bit product into blocks, so that a row's result is the same, to the bit, alone and in any batch. MKL takes other
/// kernels, with another rounding, for rows that are left over of a block, and its blocks differ between processors: 4 rows on an EPYC, 16
/// on a Xeon with AVX-512, where it also splits a long sum of few rows and outputs between threads. On an Intel processor without AVX-512
/// no blocks were found that serve every shape on two threads.
/// </summary>
/// <param name="Rows">Rows are filled up to a multiple of this.</param>
/// <param name="Inputs">The longest sum of one product; a longer one is the sum of several.</param>
internal readonly record struct ProductBlocks(int Rows, int Inputs)
{
    /// <summary>Inputs are filled up to a multiple of this: with few outputs the rounding also depends on where a row starts, modulo 16 bytes.</summary>
    internal const int InputBlock = 4;

    private const int MostRowsTried = 1_024;

    private static readonly ProductBlocks[] _choices = [new(4, int.MaxValue), new(16, 512)];
    private static readonly int[] _blocksTried = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 31, 32, 43, 48, 53, 64, 125, 175, 252];
    private static readonly ConcurrentDictionary<(long Inputs, long Outputs, int Threads), Lazy<ProductBlocks>> _found = new();

    /// <summary>A product that is not cut: a row's last bits may depend on its batch.</summary>
    public static ProductBlocks Whole { get; } = new(1, int.MaxValue);

    /// <summary>
    /// The smallest blocks that serve this shape on this processor and number of threads, or <see cref="Whole"/>. Found out once for each, on random numbers.
    /// </summary>
    /// <param name="weight">(outputs, inputs)</param>
    public static ProductBlocks For(Tensor weight)
        => weight.device_type != TorchSharp.DeviceType.CPU
            ? Whole
            : _found.GetOrAdd((weight.shape[1], weight.shape[0], get_num_threads()), static shape => new(() => _choices.FirstOrDefault(blocks => blocks.Serve(shape.Inputs, shape.Outputs), Whole), LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <summary>Whether these are blocks, and not the whole product.</summary>
    public bool AreFound => this != Whole;

    /// <summary>The product, in these blocks.</summary>
    /// <param name="x">Whole blocks of rows. (rows, inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <returns>(rows, outputs)</returns>
    public Tensor Multiply(Tensor x, Tensor weight, Tensor bias)
    {
        long inputs = weight.shape[1];
        Tensor product = Part(x, weight, 0, bias);
        for (long from = Inputs; from < inputs; from += Inputs)
        {
            using Tensor part = Part(x, weight, from, null);
            product.PlusInPlace(part);
        }
        return product;
    }

    /// <summary>A matrix with as many zeros appended along a dimension as make whole blocks.</summary>
    public static Tensor Filled(Tensor matrix, int dimension, int block)
    {
        long missing = (block - (matrix.shape[dimension] % block)) % block;
        if (missing == 0)
            return matrix;
        long[] shape = [.. matrix.shape];
        shape[dimension] = missing;
        return cat([matrix, zeros(shape, dtype: matrix.dtype, device: matrix.device)], dimension);
    }

    private Tensor Part(Tensor x, Tensor weight, long from, Tensor? bias)
    {
        long inputs = weight.shape[1], length = Math.Min(Inputs, inputs - from);
        return length == inputs
            ? nn.functional.linear(x, weight, bias)
            : nn.functional.linear(x.narrow(1, from, length), weight.narrow(1, from, length), bias);
    }

    private bool Serve(long inputs, long outputs)
    {
        int rows = Rows;
        return ProductProbe.RowsAgree(inputs, outputs, Multiply, Multiply, _blocksTried.Select(blocks => blocks * rows).Where(count => count <= MostRowsTried));
    }
}
