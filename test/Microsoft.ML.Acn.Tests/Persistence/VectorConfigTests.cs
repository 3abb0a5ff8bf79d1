using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Tests.Inputs.Vectors;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

public class VectorConfigTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void A_model_comes_back_bit_by_bit(bool isSparse, bool isScaled)
    {
        AcnModel model = Create(isSparse, isScaled);

        AcnModel back = MemoryParts.Of(model).Load();

        Assert.Equal(MadeUpModel.Bits(model), MadeUpModel.Bits(back));
        Assert.Equal(model.Network.Config, back.Network.Config);
        VectorEncoder expected = (VectorEncoder)model.Encoder, actual = (VectorEncoder)back.Encoder;
        Assert.Equal((expected.ColumnNames[0], expected.Features, expected.IsSparse), (actual.ColumnNames[0], actual.Features, actual.IsSparse));
        Assert.Equal(expected.Scaling?.Scales, actual.Scaling?.Scales);
        Assert.Equal(expected.Scaling?.Means, actual.Scaling?.Means);
        Assert.Equal(Predict(model), Predict(back));
        model.Network.Dispose();
        back.Network.Dispose();
    }

    [Theory]
    [InlineData("\"hidden\": 16", "\"hidden\": 0", "network.layer.hidden")]
    [InlineData("\"hidden\": 16", "\"hidden\": 17", "has the shape")]
    [InlineData("\"$type\": \"mlp\"", "\"$type\": \"transformer\"", "JSON")]
    [InlineData("\"features\": 3", "\"features\": 0", "encoder.features")]
    [InlineData("\"features\": 3", "\"features\": 4", "the number of encoder.means is 3, which does not fit encoder.features: 4")]
    [InlineData("\"column\": \"Numbers\"", "\"column\": \"\"", "encoder.column")]
    [InlineData("\"isSparse\": false\n  },", "\"isSparse\": true\n  },", "network.embedding.isSparse")]
    [InlineData("0.1,", "NaN,", "JSON")]
    [InlineData("0.1,", "1e39,", "encoder.scales")]
    [InlineData("0.1,", "-0.1,", "encoder.scales has the number -0.1")]
    [InlineData("-7.25,", "", "the number of encoder.means is 2")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        AcnModel model = Create(isSparse: false, isScaled: true);
        MemoryParts parts = MemoryParts.Of(model).Edit(old, replacement);
        model.Network.Dispose();

        Assert.Contains(message, Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Means_do_not_go_with_sparse_vectors()
    {
        AcnModel model = Create(isSparse: true, isScaled: true);
        MemoryParts parts = MemoryParts.Of(model).Edit("\"means\": null", "\"means\": [ 0, 0, 0 ]");
        model.Network.Dispose();

        Assert.Contains("encoder.means is given for sparse vectors", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    private static AcnModel Create(bool isSparse, bool isScaled)
    {
        VectorScaling? scaling = isScaled ? new VectorScaling(isSparse ? null : [1e-30f, -7.25f, float.MaxValue], [0.1f, 0, 1e38f]) : null;
        var network = new AcnNetwork(
            new NetworkConfig
            {
                Layers = 2,
                Width = 8,
                Layer = new MlpLayerConfig { Hidden = 16 },
                Classes = 3,
                Connectivity = AcnConnectivity.Acn,
                Embedding = new VectorEmbeddingConfig { Features = 3, IsSparse = isSparse },
            },
            torch.CPU,
            seed: 7);
        return new AcnModel(new VectorEncoder("Numbers", 3, isSparse, scaling), network, MadeUpModel.ThreeLabels, new OutputColumns("Label", "Score", "PredictedLabel"));
    }

    private static float[] Predict(AcnModel model)
    {
        using IDisposable scope = torch.NewDisposeScope();
        using IDisposable inference = torch.inference_mode();
        VectorRowStore store = TestVectors.Store(TestVectors.Dense(1, 2, 3), TestVectors.Sparse(3, (1, -1)));
        return model.Network.Forward(model.Encoder.Collate(store, [0, 1], noise: null)).data<float>().ToArray();
    }
}
