using Microsoft.ML.Acn.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class WeightInitializerTests
{
    [Theory]
    [InlineData(16, 8)]
    [InlineData(21, 8)]
    public void Without_its_random_share_an_mlp_starts_as_the_identity(long hidden, long width)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 5), same = new(CPU, 5);
        // What is random is drawn first, so the same seed draws it again.
        Tensor up = init.MirroredUp(hidden, width) - (same.Random(hidden, width) * WeightInitializer.RandomShare);
        Tensor down = init.MirroredDown(width, hidden) - (same.Random(width, hidden) * WeightInitializer.RandomShare);
        Tensor x = linspace(-3, 3, 5 * width).view(5, width);

        Tensor y = nn.functional.linear(nn.functional.gelu(nn.functional.linear(x, up)), down);

        TestNetworks.AssertClose(x.Numbers(), y.contiguous().Numbers(), 2e-6);
    }

    [Fact]
    public void A_narrow_mlp_is_cut_and_not_an_error()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 5);

        Assert.Equal([5L, 8L], init.MirroredUp(5, 8).shape);
        Assert.Equal([8L, 5L], init.MirroredDown(8, 5).shape);
    }

    [Fact]
    public void A_random_matrix_keeps_the_size_of_its_input()
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 5);
        float[] numbers = init.Random(200, 400).Numbers();

        Assert.Equal(0, numbers.Average(), 1e-3);
        Assert.Equal(1 / Math.Sqrt(400), Math.Sqrt(numbers.Average(number => number * number)), 1e-3);
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn)]
    [InlineData(AcnConnectivity.FeedForward)]
    [InlineData(AcnConnectivity.Residual)]
    public void A_layer_starts_near_the_identity(AcnConnectivity connectivity)
    {
        using var scope = NewDisposeScope();
        using WeightInitializer init = new(CPU, 7);
        using var block = TestNetworks.Config(connectivity, width: 64).Layer.Build(TestNetworks.Config(connectivity, width: 64), 0, init);
        Tensor x = init.Normal(1, 3, 6, 64);

        Tensor y = block.Project(block.Hidden(x, null));

        // Cosine of the angle between a token and what the layer makes of it; for two independent tokens it is 0 +- 0.13.
        float[] cosines = nn.functional.cosine_similarity(x, y, dim: 2).Numbers();
        Assert.All(cosines, cosine => Assert.InRange(cosine, 0.6, 1));
    }

    [Fact]
    public void A_seed_decides_every_weight_and_another_seed_others()
    {
        NetworkConfig config = TestNetworks.Config(isPair: true);
        using AcnNetwork first = new(config, CPU, 3), second = new(config, CPU, 3), third = new(config, CPU, 4), negative = new(config, CPU, -1);

        Assert.Equal(first.Snapshot(), second.Snapshot());
        Assert.NotEqual(first.Snapshot()["layers.0.attention.qkv.weight"], third.Snapshot()["layers.0.attention.qkv.weight"]);
        Assert.NotEqual(first.Snapshot()["embedding.positions"], third.Snapshot()["embedding.positions"]);
        Assert.All(negative.Snapshot().Values, numbers => Assert.All(numbers, number => Assert.True(float.IsFinite(number))));
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn, false)]
    [InlineData(AcnConnectivity.Residual, true)]
    public void The_meta_device_knows_names_and_shapes(AcnConnectivity connectivity, bool isPair)
    {
        NetworkConfig config = TestNetworks.Config(connectivity, isPair: isPair);
        using AcnNetwork network = new(config, CPU), shapes = new(config, META);

        Assert.Equal(
            network.Weights().Select(weight => (weight.Name, string.Join('x', weight.Tensor.shape), weight.Tensor.dtype)),
            shapes.Weights().Select(weight => (weight.Name, string.Join('x', weight.Tensor.shape), weight.Tensor.dtype)));
    }

    [Fact]
    public void The_meta_device_allocates_nothing()
    {
        NetworkConfig config = TestNetworks.Config(width: 4_096) with { Embedding = new TextEmbeddingConfig { TableRows = 1_000_000_000, Positions = 65_536, IsPair = false } };

        using var network = new AcnNetwork(config, META);

        Assert.Equal(1_000_000_000, network.Weights().Single(weight => weight.Name == "embedding.table").Tensor.shape[0]); // 16 TB
    }
}
