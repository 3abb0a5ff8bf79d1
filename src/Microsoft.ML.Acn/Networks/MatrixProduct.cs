using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The product of features and a matrix, by the way that suits the processor, and in scoring so that a row's result does not depend on its batch.</summary>
internal static class MatrixProduct
{
    /// <summary>Multiplies by a matrix and adds a bias.</summary>
    /// <param name="x">(..., inputs)</param>
    /// <param name="weight">(outputs, inputs)</param>
    /// <param name="bias">(outputs)</param>
    /// <param name="type">The format of the product and of what comes out.</param>
    /// <returns>(..., outputs)</returns>
    public static Tensor Multiply(Tensor x, Tensor weight, Tensor bias, ScalarType type)
    {
        if (type == ScalarType.Float32)
            return is_grad_enabled() ? AnyRows(x, weight, bias) : InBlocks(x, weight, bias);
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

    /// <summary>A product for scoring: a row's result is the same, to the bit, alone and in any batch, where blocks are found that serve.</summary>
    private static Tensor InBlocks(Tensor x, Tensor weight, Tensor bias)
    {
        long inputs = weight.shape[1], rows = x.numel() / inputs;
        Tensor matrix = ProductBlocks.Filled(weight, 1, ProductBlocks.InputBlock);
        ProductBlocks blocks = ProductBlocks.For(matrix);
        Tensor flat = ProductBlocks.Filled(ProductBlocks.Filled(x.reshape(rows, inputs), 1, ProductBlocks.InputBlock), 0, blocks.Rows);
        Tensor product = PointwiseProduct.IsFaster(matrix, rows) && (!blocks.AreFound || PointwiseProduct.IsAlike(matrix, blocks))
            ? PointwiseProduct.Apply(flat, matrix, bias)
            : blocks.Multiply(flat, matrix, bias);
        return (flat.shape[0] > rows ? product.narrow(0, 0, rows) : product).reshape([.. x.shape[..^1], weight.shape[0]]);
    }
}
