using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class LinearLayerTests
{
    [Fact]
    public void A_bfloat16_product_is_close_and_its_gradients_are_32_bits()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 1);
        Tensor x = init.Normal(1, 10, 64), weight = init.Random(32, 64);
        using LinearLayer single = new(weight.clone()), brain = new(weight.clone()) { ProductType = ScalarType.BFloat16 };

        Tensor exact = single.Forward(x), close = brain.Forward(x);
        Assert.Equal(ScalarType.BFloat16, close.dtype);
        // Eight bits of mantissa in factors and result; sums of 64 products have deviation 1.
        TestNetworks.AssertClose(exact.Numbers(), close.to_type(ScalarType.Float32).Numbers(), 0.04);

        exact.square().sum().backward();
        close.to_type(ScalarType.Float32).square().sum().backward();
        foreach (((string name, Parameter of), (_, Parameter gradient)) in single.NamedParameters().Zip(brain.NamedParameters()))
        {
            Assert.Equal(ScalarType.Float32, gradient.grad!.dtype);
            double size = of.grad!.square().mean().sqrt().item<float>();
            Assert.True((of.grad! - gradient.grad!).abs().max().item<float>() < 0.05 * size, name);
        }
    }

    [Theory]
    [InlineData(18, 3)]
    [InlineData(5, 8)]
    [InlineData(130, 10)]
    [InlineData(64, 10)]
    public void A_row_has_the_same_product_at_every_place_of_a_batch(long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using WeightInitializer init = new(CPU, 1);
        using LinearLayer linear = new(init.Random(outputs, inputs));
        Tensor rows = init.Normal(1, 64, inputs), other = init.Normal(1, 3, inputs);

        for (int row = 0; row < 64; row++)
        {
            float[] alone = linear.Forward(rows.narrow(0, row, 1)).Numbers();
            for (int place = 1; place <= 3; place++)
            {
                Tensor batch = cat([other.narrow(0, 0, place), rows.narrow(0, row, 1)], 0);
                RowBits.AssertSame(alone, linear.Forward(batch).narrow(0, place, 1).Numbers());
            }
            // Enough rows for the other way to multiply.
            Tensor many = cat([other.repeat(100, 1), rows.narrow(0, row, 1)], 0);
            RowBits.AssertSame(alone, linear.Forward(many).narrow(0, 300, 1).Numbers());
        }
    }

    [Fact]
    public void A_network_in_bfloat16_scores_nearly_the_same()
    {
        using AcnNetwork network = new(TestNetworks.Config(width: 32), CPU, 1);
        var store = Inputs.Text.TestTexts.Store("the cat sat on the mat", "cat", "a rhinoceros");
        float[][] exact = network.Logits(store, 0, 1, 2);

        network.SetProductType(ScalarType.BFloat16);
        float[][] close = network.Logits(store, 0, 1, 2);
        network.SetProductType(ScalarType.Float32);

        Assert.NotEqual(exact[^1], close[^1]);
        Assert.Equal(exact[0], close[0]); // no layer, no product of 16 bits
        for (int depth = 1; depth < exact.Length; depth++)
            TestNetworks.AssertClose(exact[depth], close[depth], 0.05);
        Assert.Equal(exact, network.Logits(store, 0, 1, 2));
    }
}
