using Microsoft.ML.Acn.Interop;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class ProductBlocksTests
{
    [Theory]
    [InlineData(20, 3, 1)]
    [InlineData(64, 10, 1)]
    [InlineData(128, 384, 2)]
    [InlineData(784, 128, 2)]
    [InlineData(3_004, 128, 1)]
    public void Blocks_are_found_where_a_row_s_bits_can_be_kept(int inputs, int outputs, int threads)
    {
        using var set = new ThreadScope(threads);
        using Tensor weight = zeros(outputs, inputs);

        Assert.True(!RowBits.AreKept || ProductBlocks.For(weight).AreFound);
    }

    [Theory]
    [InlineData(8, 2, 1)]
    [InlineData(128, 512, 1)]
    [InlineData(3_004, 2, 1)]
    [InlineData(3_004, 16, 2)]
    [InlineData(784, 32, 2)]
    [InlineData(512, 128, 2)]
    [InlineData(768, 3_072, 2)]
    public void Blocks_that_are_found_keep_a_row_s_bits_in_a_larger_batch_and_at_any_place(int inputs, int outputs, int threads)
    {
        using var set = new ThreadScope(threads);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using WeightInitializer init = new(CPU, 9);
        Tensor x = init.Normal(1, 2_000, inputs), weight = init.Random(outputs, inputs), bias = init.Normal(1, outputs);
        ProductBlocks blocks = ProductBlocks.For(weight);

        float[] all = blocks.Multiply(x, weight, bias).Numbers();

        if (!blocks.AreFound)
        {
            // Nothing is promised then, and the product is whole.
            Assert.Equal(nn.functional.linear(x, weight, bias).Numbers(), all);
            return;
        }
        foreach (int rows in new[] { 16, 48, 1_600 })
        {
            foreach (int from in new[] { 0, 7, 2_000 - rows })
                RowBits.AssertSame(all[(from * outputs)..((from + rows) * outputs)], blocks.Multiply(x.narrow(0, from, rows), weight, bias).Numbers());
        }
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
    public void Ways_that_round_differently_or_give_a_row_s_place_away_are_told_apart()
    {
        Assert.True(ProductProbe.RowsAgree(8, 3, Plain, Plain, [32]));
        Assert.False(ProductProbe.RowsAgree(8, 3, Plain, (x, weight, bias) => Plain(x, weight, bias).mul(1 + (1.0 / (1 << 22))), [32]));
        Assert.False(ProductProbe.RowsAgree(8, 3, Plain, LastIsOther, [32, 64]));
        Assert.False(ProductProbe.RowsAgree(8, 3, LastIsOther, LastIsOther, [32, 64, 1_024]));

        static Tensor Plain(Tensor x, Tensor weight, Tensor bias) => (x.unsqueeze(1) * weight).sum(-1) + bias;

        // As a kernel for rows that are left over would round.
        static Tensor LastIsOther(Tensor x, Tensor weight, Tensor bias)
        {
            Tensor product = Plain(x, weight, bias);
            product.narrow(0, product.shape[0] - 1, 1).mul_(1 + (1.0 / (1 << 22)));
            return product;
        }
    }

    [Theory]
    [InlineData(400_000, 2, 32)] // numbers
    [InlineData(2_000, 2_000, 160)] // operations
    public void What_would_take_long_is_tried_with_the_fewest_rows_alone(int inputs, int outputs, int skipped)
    {
        var counts = new List<long>();

        Assert.True(ProductProbe.RowsAgree(inputs, outputs, Whole, Whole, [4, 8, 12, skipped, 1_024]));

        Assert.Equal([32, 4, 8, 12], counts);

        Tensor Whole(Tensor x, Tensor weight, Tensor bias)
        {
            counts.Add(x.shape[0]);
            return x.narrow(1, 0, outputs) + bias;
        }
    }

    [Fact]
    public void Nothing_is_tried_out_for_another_device()
    {
        using Tensor weight = zeros(16, 24, device: META);

        Assert.Equal(ProductBlocks.Whole, ProductBlocks.For(weight));
    }
}
