using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Acn.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class ProductBlocksTests
{
    [Theory]
    [InlineData(8, 2, 1)]
    [InlineData(128, 512, 1)]
    [InlineData(3_004, 2, 1)]
    [InlineData(3_004, 16, 2)]
    [InlineData(784, 32, 2)]
    [InlineData(512, 128, 2)]
    [InlineData(768, 3_072, 2)]
    public void The_blocks_that_are_found_keep_a_row_s_bits_in_larger_batches_than_were_tried(int inputs, int outputs, int threads)
    {
        using var set = new ThreadScope(threads);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using WeightInitializer init = new(CPU, 9);
        Tensor x = init.Normal(1, 4_096, inputs), weight = init.Random(outputs, inputs), bias = init.Normal(1, outputs);
        ProductBlocks blocks = ProductBlocks.For(weight);

        float[] all = blocks.Multiply(x, weight, bias).Numbers();

        Assert.True(!RowBits.AreKept || blocks != ProductBlocks.Whole, "no blocks were found");
        foreach (int rows in new[] { 16, 48, 1_600, 2_048 })
            RowBits.AssertSame(all[^(rows * outputs)..], blocks.Multiply(x.narrow(0, 4_096 - rows, rows), weight, bias).Numbers());
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(512)]
    [InlineData(8)]
    public void A_sum_in_parts_is_the_product(int longest)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using WeightInitializer init = new(CPU, 9);
        Tensor x = init.Normal(1, 16, 1_036), weight = init.Normal(1, 5, 1_036), bias = init.Normal(1, 5);

        float[] product = new ProductBlocks(16, longest).Multiply(x, weight, bias).Numbers();

        Tensor exact = x.to_type(ScalarType.Float64).matmul(weight.to_type(ScalarType.Float64).t()) + bias;
        TestNetworks.AssertClose(exact.to_type(ScalarType.Float32).Numbers(), product, 1e-3);
    }

    [Fact]
    public void Ways_that_round_differently_are_told_apart()
    {
        ProductProbe.Product plain = (x, weight, bias) => nn.functional.linear(x, weight, bias);
        ProductProbe.Product other = (x, weight, bias) => nn.functional.linear(x, weight, bias).mul(1 + (1.0 / (1 << 22)));

        Assert.True(ProductProbe.RowsAgree(8, 3, plain, (plain, [1_008])));
        Assert.False(ProductProbe.RowsAgree(8, 3, plain, (other, [16])));
        Assert.False(ProductProbe.RowsAgree(8, 3, plain, (plain, [1_008]), (other, [1_008])));
    }

    [Fact]
    public void Nothing_is_tried_out_for_another_device()
    {
        using Tensor weight = zeros(16, 24, device: META);

        Assert.Equal(ProductBlocks.Whole, ProductBlocks.For(weight));
    }
}
