using Microsoft.ML.Acn.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class NetworkPartTests
{
    [Fact]
    public void Parameters_are_named_by_the_way_to_them_and_own_ones_come_first()
    {
        using var house = new House();

        Assert.Equal(["door", "rooms.0.window", "rooms.1.window", "cellar.window"], house.NamedParameters().Select(one => one.Name));
        Assert.Equal(house.NamedParameters().Select(one => one.Parameter.Handle), house.Parameters().Select(one => one.Handle));
    }

    [Fact]
    public void Parts_are_a_part_itself_and_all_within_it()
    {
        using var house = new House();

        Assert.Equal([typeof(House), typeof(Room), typeof(Room), typeof(Room)], house.Parts().Select(part => part.GetType()));
    }

    [Fact]
    public void Disposing_frees_every_parameter_once()
    {
        using var scope = NewDisposeScope();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var house = new House();
        Assert.Equal(before + 4, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        house.Dispose();
        house.Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_layer_norm_is_that_of_torch_to_the_bit()
    {
        using var scope = NewDisposeScope();
        using var init = new WeightInitializer(CPU, 3);
        using var norm = new Microsoft.ML.Acn.Networks.LayerNorm(24, init);
        using TorchSharp.Modules.LayerNorm torchs = nn.LayerNorm(24);
        Tensor x = init.Normal(3, 5, 7, 24);
        foreach (((_, Parameter own), (_, Parameter other)) in norm.NamedParameters().Zip(torchs.named_parameters()))
            own.detach().copy_(other.detach().copy_(init.Normal(1, 24)));

        Assert.Equal(torchs.call(x).Numbers(), norm.Forward(x).Numbers());
    }

    private sealed class House : NetworkPart
    {
        public House()
        {
            Own("rooms", Enumerable.Range(0, 2).Select(_ => new Room()));
            Own("cellar", new Room());
            Own("door", new Parameter(zeros(3)));
        }
    }

    private sealed class Room : NetworkPart
    {
        public Room() => Own("window", new Parameter(ones(2)));
    }
}
