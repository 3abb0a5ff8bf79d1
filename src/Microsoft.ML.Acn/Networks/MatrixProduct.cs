using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The product of features and a matrix, by the way that suits the processor, and in scoring so that a row's result does not depend on its batch.</summary>
internal static class MatrixProduct
{
    // libtorch's 32-bit product takes blocks of 4 rows; 1 to 3 rows that are left over go through another kernel, with another rounding.
    internal const int RowBlock = 4;

    // With few outputs its rounding also depends on where a row starts, modulo 16 bytes: 4 numbers.
    internal const int InputBlock = 4;

    /// <summary>Multiplies by a matrix and adds a bias.</summary>
    /// <param name="x">(..., inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <param name="type">The format of the product and of what comes out.</param>
    /// <returns>(..., outputs)</returns>
    public static Tensor Multiply(Tensor x, Tensor weight, Tensor bias, ScalarType type)
    {
        if (type == ScalarType.Float32)
            return is_grad_enabled() ? AnyRows(x, weight, bias) : WholeBlocks(x, weight, bias);
        return nn.functional.linear(x.to_type(type), weight.to_type(type), bias.to_type(type));
    }

    /// <summary>A product for training, as fast as may be.</summary>
    private static Tensor AnyRows(Tensor x, Tensor weight, Tensor bias)
    {
        long inputs = weight.shape[1], rows = x.numel() / inputs;
        return PointwiseProduct.IsFaster(weight, rows)
            ? PointwiseProduct.Apply(x.reshape(rows, inputs), weight, bias).reshape([.. x.shape[..^1], weight.shape[0]])
            : nn.functional.linear(x, weight, bias);
    }

    /// <summary>
    /// A product of two matrices in whole blocks of rows and inputs, so that a row's result is the same, to the bit, alone and in any batch.
    /// </summary>
    private static Tensor WholeBlocks(Tensor x, Tensor weight, Tensor bias)
    {
        long inputs = weight.shape[1], rows = x.numel() / inputs;
        Tensor flat = Filled(Filled(x.reshape(rows, inputs), 1, InputBlock), 0, RowBlock);
        Tensor matrix = Filled(weight, 1, InputBlock);
        Tensor product = PointwiseProduct.IsFaster(matrix, rows) && PointwiseProduct.IsAlike(matrix)
            ? PointwiseProduct.Apply(flat, matrix, bias)
            : nn.functional.linear(flat, matrix, bias);
        return (flat.shape[0] > rows ? product.narrow(0, 0, rows) : product).reshape([.. x.shape[..^1], weight.shape[0]]);
    }

    /// <summary>A matrix with as many zeros appended along a dimension as make whole blocks.</summary>
    private static Tensor Filled(Tensor matrix, int dimension, int block)
    {
        long missing = (block - (matrix.shape[dimension] % block)) % block;
        if (missing == 0)
            return matrix;
        long[] shape = [.. matrix.shape];
        shape[dimension] = missing;
        return cat([matrix, zeros(shape, dtype: matrix.dtype, device: matrix.device)], dimension);
    }
}
