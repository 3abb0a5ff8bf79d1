using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Persistence;

public class ModelSerializerTests
{
    [Theory]
    [InlineData(0, false, AcnConnectivity.Acn)]
    [InlineData(2, true, AcnConnectivity.Acn)]
    [InlineData(1, false, AcnConnectivity.Residual)]
    [InlineData(3, true, AcnConnectivity.FeedForward)]
    [InlineData(3, false, AcnConnectivity.DenseFormer)]
    public void A_model_comes_back_bit_by_bit(int layers, bool isPair, AcnConnectivity connectivity)
    {
        AcnModel model = MadeUpModel.Create(layers: layers, isPair: isPair, connectivity: connectivity);

        AcnModel back = MemoryParts.Of(model).Load();

        MadeUpModel.AssertSame(model, back);
        Dispose(model, back);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void A_model_comes_back_through_forward_only_streams_with_short_reads(int mostPerRead)
    {
        AcnModel model = MadeUpModel.Create();

        AcnModel back = MemoryParts.Of(model, stream => new ForwardOnlyStream(stream, mostPerRead)).Load();

        MadeUpModel.AssertSame(model, back);
        Dispose(model, back);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes_again_even_after_a_load()
    {
        AcnModel model = MadeUpModel.Create();
        MemoryParts first = MemoryParts.Of(model);
        AcnModel back = first.Load();

        MemoryParts second = MemoryParts.Of(back);

        Assert.Equal(first.ConfigText, second.ConfigText);
        Assert.Equal(first.Weights, second.Weights);
        Dispose(model, back);
    }

    [Fact]
    public void Odd_names_and_labels_come_back()
    {
        AcnModel model = MadeUpModel.Create(
            LabelValues.Of(NumberDataViewType.Double, double.NaN, -0d),
            words: [],
            subwordBuckets: 0,
            column: "a \ud800 \"column\"");

        AcnModel back = MemoryParts.Of(model).Load();

        MadeUpModel.AssertSame(model, back);
        Assert.Equal("a \ud800 \"column\"", back.Encoder.ColumnNames[0]);
        Dispose(model, back);
    }

    [Fact]
    public void A_model_with_a_NaN_is_not_saved()
    {
        AcnModel model = MadeUpModel.Create();
        using (TorchSharp.torch.no_grad())
            model.Network.Embedding.RowTable!.fill_(float.NaN);

        var error = Assert.Throws<InvalidOperationException>(() => MemoryParts.Of(model));

        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
        Dispose(model);
    }

    [Theory]
    [InlineData(ModelSerializer.ConfigPart)]
    [InlineData(ModelSerializer.WeightsPart)]
    public void A_missing_part_is_named(string part)
    {
        MemoryParts parts = Saved();
        parts.Remove(part);

        Assert.Contains($"'{part}'", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_model_are_refused()
    {
        MemoryParts parts = Saved();
        AcnModel other = MadeUpModel.Create();
        using (TorchSharp.torch.no_grad())
            other.Network.Embedding.RowTable!.fill_(1);
        parts.Weights = MemoryParts.Of(other).Weights;

        Assert.Contains("belongs to another model", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
        Dispose(other);
    }

    [Fact]
    public void A_part_that_a_decompressor_gives_up_on_is_damaged()
    {
        AcnModel model = MadeUpModel.Create();
        MemoryParts parts = MemoryParts.Of(model, stream => new System.IO.Compression.DeflateStream(stream, System.IO.Compression.CompressionMode.Decompress));

        Assert.Contains("'config.json'", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
        Dispose(model);
    }

    internal static MemoryParts Saved(int layers = 2)
    {
        AcnModel model = MadeUpModel.Create(layers: layers);
        MemoryParts parts = MemoryParts.Of(model);
        Dispose(model);
        return parts;
    }

    private static void Dispose(params AcnModel[] models)
    {
        foreach (AcnModel model in models)
            model.Network.Dispose();
    }
}
