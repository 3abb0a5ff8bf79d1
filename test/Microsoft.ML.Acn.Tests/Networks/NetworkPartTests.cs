using System.Reflection;
using Microsoft.ML.Acn.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Tests.Networks;

public class NetworkPartTests
{
    private static readonly Dictionary<string, NetworkConfig> _configurations = new()
    {
        ["texts"] = TestNetworks.Config(isPair: true),
        ["DenseFormer"] = TestNetworks.Config(AcnConnectivity.DenseFormer),
        ["paper's mixer, convolutions"] = TestImages.Config(TestImages.Patches(stem: PatchStem.Convolutional), ImageLayers.PaperMixer),
        ["mixer, one matrix"] = TestImages.Config(TestImages.Patches(), ImageLayers.Mixer),
        ["vectors"] = Vectors(isSparse: false),
        ["sparse vectors"] = Vectors(isSparse: true),
    };

    private static NetworkConfig Vectors(bool isSparse) => TestNetworks.Config() with
    {
        Layer = new MlpLayerConfig { Hidden = 12 },
        Embedding = new VectorEmbeddingConfig { Features = 5, IsSparse = isSparse },
    };

    [Fact]
    public void Parameters_are_named_by_the_way_to_them_and_own_ones_come_first()
    {
        using var house = new House();

        Assert.Equal(["door", "rooms.0.window", "rooms.1.window", "cellar.window"], house.NamedParameters().Select(one => one.Name));
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
        Assert.Equal(["weight", "bias"], norm.NamedParameters().Select(one => one.Name));
        foreach (((_, Parameter own), (_, Parameter other)) in norm.NamedParameters().Zip(torchs.named_parameters()))
            own.detach().copy_(other.detach().copy_(init.Normal(1, 24)));

        Assert.Equal(torchs.call(x).Numbers(), norm.Forward(x).Numbers());
    }

    [Fact]
    public void The_library_has_no_module_of_torch()
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        Type[] types = typeof(AcnNetwork).Assembly.GetTypes();

        Assert.DoesNotContain(types, typeof(nn.Module).IsAssignableFrom);
        Assert.DoesNotContain(types.SelectMany(type => type.GetFields(all)), field => typeof(nn.Module).IsAssignableFrom(field.FieldType));
    }

    public static TheoryData<string> Configurations { get; } = [.. _configurations.Keys];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Every_field_that_is_a_parameter_or_a_part_is_owned(string name)
    {
        using var network = new AcnNetwork(_configurations[name], CPU);
        NetworkPart[] parts = [.. network.Parts()];
        HashSet<object> owned = [.. parts, .. network.Parameters()];

        foreach (NetworkPart part in parts)
        {
            IEnumerable<object> held = part.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
                .Select(field => field.GetValue(part))
                .SelectMany(value => value is NetworkPart[] several ? several : value is Parameter or NetworkPart ? [value] : Array.Empty<object>());
            Assert.All(held, one => Assert.Contains(one, owned));
        }
        string[] names = [.. network.NamedParameters().Select(one => one.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(parts.Length, parts.Distinct().Count());
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
