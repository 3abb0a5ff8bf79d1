using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Acn.Persistence;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Acn.Tests.Persistence;

public class ImageEncoderConfigTests
{
    private static readonly PatchEmbeddingConfig _embedding = new() { Channels = 3, Height = 8, Width = 12, PatchSize = 4, Stem = PatchStem.Linear, HasPositions = true };

    [Fact]
    public void An_encoder_is_read_as_it_was_written()
    {
        using var file = new MemoryStream();
        ConfigJson.Write(file, Model(Config()));
        file.Position = 0;

        ModelConfig read = ConfigJson.Read(file);
        var encoder = (ImageEncoder)read.Encoder.Build();

        Assert.Equal(["Picture"], encoder.ColumnNames);
        Assert.Equal(new ImageShape(3, 8, 12), encoder.Shape);
        Assert.Equal((4, 6), (encoder.PatchSize, encoder.Tokens));
        Assert.Equal(new Rgb(1, 2, 3), encoder.Background);
        Assert.Equal([0.1f, 127.3f, 255f], encoder.Means);
        Assert.Equal([1f, 0.017f, 1e-3f], encoder.Scales);
        Assert.Equal(new PixelLayout(true, ColorsOrder.ABGR, 117, 1 / 255f), encoder.Layout);
        Assert.Equal(_embedding, read.Network.Embedding);
    }

    [Fact]
    public void What_an_encoder_was_made_with_is_what_is_saved()
    {
        var encoder = (ImageEncoder)Config().Build();

        Assert.Equivalent(Config(), EncoderConfig.Of(encoder), strict: true);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "column", "encoder.column is empty" },
        { "channels", "encoder.channels is 2; allowed are 1, 3 and 4" },
        { "height", "encoder.height is 1000000" },
        { "width", "encoder.width is 0" },
        { "patch", "encoder.patchSize is 0" },
        { "divisible", "encoder.patchSize is 5, which does not divide" },
        { "patches", "the number of patches of encoder is 65536" },
        { "means", "the number of encoder.means is 1, which does not fit encoder.channels: 3" },
        { "mean", "encoder.means has 256; allowed are 0 to 255" },
        { "scale", "encoder.scales has NaN; allowed are 0 to 1" },
        { "order", "encoder.pixels.order is 9, which is none" },
        { "offset", "encoder.pixels.offset is no finite number" },
        { "pixelScale", "encoder.pixels.scale is 0 or no finite number" },
        { "embedding", "network.embedding.height is 8, which does not fit encoder.height: 4" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_is_refused(string what, string message)
    {
        ImageEncoderConfig config = Config();
        ImageEncoderConfig wrong = what switch
        {
            "column" => config with { Column = "" },
            "channels" => config with { Channels = 2 },
            "height" => config with { Height = 1_000_000 },
            "width" => config with { Width = 0 },
            "patch" => config with { PatchSize = 0 },
            "divisible" => config with { PatchSize = 5 },
            "patches" => config with { Height = 256, Width = 256, PatchSize = 1 },
            "means" => config with { Means = [1] },
            "mean" => config with { Means = [0, 0, 256] },
            "scale" => config with { Scales = [1, float.NaN, 1] },
            "order" => config with { Pixels = config.Pixels with { Order = (ColorsOrder)9 } },
            "offset" => config with { Pixels = config.Pixels with { Offset = float.NaN } },
            "pixelScale" => config with { Pixels = config.Pixels with { Scale = 0 } },
            _ => config with { Height = 4 },
        };

        Assert.Contains(message, Assert.Throws<FormatException>(() => wrong.Check(_embedding)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_of_another_family_is_refused()
    {
        var text = new TextEmbeddingConfig { TableRows = 1, Positions = 1, IsPair = false };

        Assert.Contains("the encoder reads images", Assert.Throws<FormatException>(() => Config().Check(text)).Message, StringComparison.Ordinal);
    }

    private static ImageEncoderConfig Config() => new()
    {
        Column = "Picture",
        Channels = 3,
        Height = 8,
        Width = 12,
        PatchSize = 4,
        Background = new Rgb(1, 2, 3),
        Means = [0.1f, 127.3f, 255f],
        Scales = [1f, 0.017f, 1e-3f],
        Pixels = new PixelLayout(true, ColorsOrder.ABGR, 117, 1 / 255f),
    };

    private static ModelConfig Model(EncoderConfig encoder) => new()
    {
        Format = ModelConfig.FormatName,
        Version = SchemaVersion.Current.ToString(),
        Sha256 = ConfigSeal.Blank,
        CreatedBy = "test",
        WeightsSha256 = ConfigSeal.Blank,
        Network = new NetworkConfig
        {
            Layers = 2,
            Width = 8,
            Classes = 2,
            Connectivity = AcnConnectivity.Acn,
            Embedding = _embedding,
            Layer = new TransformerLayerConfig { Heads = 2, Hidden = 16 },
        },
        Columns = new OutputColumns("Label", "Score", "PredictedLabel"),
        Labels = LabelValues.WithoutValues(2),
        Encoder = encoder,
    };
}
