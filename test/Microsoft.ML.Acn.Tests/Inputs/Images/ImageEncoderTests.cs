using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

public class ImageEncoderTests
{
    [Fact]
    public void A_batch_has_the_rows_in_the_order_asked_for()
    {
        ImageRowStore store = Pictures.Store([.. Enumerable.Range(0, 9).Select(seed => Pictures.NoisePng(8, 12, seed))]);

        var batch = (ImageBatch)Encoder(store).Collate(store, [7, 0, 7], noise: null);

        Assert.Equal((3, 3, 8, 12), (batch.Count, batch.Channels, batch.Height, batch.Width));
        Assert.Equal([.. store.Pixels(7), .. store.Pixels(0), .. store.Pixels(7)], batch.Pixels);
        Assert.Null(batch.Mix);
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_training_rows()
    {
        ImageRowStore store = Pictures.Store([.. Enumerable.Range(0, 9).Select(seed => Pictures.NoisePng(8, 12, seed))]);

        ImageEncoder encoder = Encoder(store, 2, 5, 6);

        for (int channel = 0; channel < 3; channel++)
        {
            double[] values = [.. new[] { 2, 5, 6 }.SelectMany(row => store.Pixels(row).Slice(channel * 96, 96).ToArray()).Select(value => (double)value)];
            double mean = values.Average();
            Assert.Equal(mean, encoder.Means[channel], 1e-4);
            Assert.Equal(1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), encoder.Scales[channel], 1e-6);
        }
    }

    [Fact]
    public void A_plane_of_one_colour_is_not_magnified()
    {
        byte[] file = MadeUpJpeg.File([[77]], 1);

        ImageEncoder encoder = Encoder(Pictures.Store([file, file]));

        Assert.Equal([77f], encoder.Means);
        Assert.Equal([1f], encoder.Scales);
    }

    [Fact]
    public void Images_of_all_kinds_can_be_scored_and_vectors_only_of_the_right_length()
    {
        Func<DataViewType, bool> accepts = Assert.Single(Encoder(Pictures.Store([Pictures.NoisePng(8, 8, 1)])).Columns).Accepts;

        Assert.True(accepts(new ImageDataViewType()));
        Assert.True(accepts(new ImageDataViewType(100, 200)));
        Assert.True(accepts(new VectorDataViewType(NumberDataViewType.Byte)));
        Assert.True(accepts(new VectorDataViewType(NumberDataViewType.Single, 3, 8, 8)));
        Assert.False(accepts(new VectorDataViewType(NumberDataViewType.Single, 64)));
        Assert.False(accepts(new VectorDataViewType(NumberDataViewType.Single)));
        Assert.False(accepts(new VectorDataViewType(NumberDataViewType.Byte, 192)));
        Assert.False(accepts(TextDataViewType.Instance));
    }

    [Theory]
    [InlineData(AcnImageArchitecture.VisionTransformer, AcnImageStem.Convolutional, 28, 4)]
    [InlineData(AcnImageArchitecture.MlpMixer, AcnImageStem.Linear, 28, 4)]
    [InlineData(AcnImageArchitecture.PaperMlpMixer, AcnImageStem.Convolutional, 30, 5)]
    public void The_network_is_the_one_that_the_options_name(AcnImageArchitecture architecture, AcnImageStem stem, int side, int patch)
    {
        AcnImageOptions options = Pictures.Named(new AcnImageOptions { Architecture = architecture, Stem = stem, ImageHeight = side, ImageWidth = side, Width = 24, Heads = 3 });
        var family = new ImageFamily(options);
        var store = (ImageRowStore)family.CreateStore();
        Pictures.Read(Pictures.View(new MLContext(), [Pictures.NoisePng(side, side, 1)]), family.Bind, store);
        var encoder = (ImageEncoder)family.BuildEncoder(store, [0]);

        var embedding = (PatchEmbeddingConfig)family.EmbeddingFor(encoder);

        int tokens = side / patch * (side / patch);
        Assert.Equal((3, side, side, patch), (embedding.Channels, embedding.Height, embedding.Width, embedding.PatchSize));
        Assert.Equal(architecture == AcnImageArchitecture.VisionTransformer, embedding.HasPositions);
        Assert.Equal(stem == AcnImageStem.Convolutional && patch == 4 ? PatchStem.Convolutional : PatchStem.Linear, embedding.Stem);
        if (architecture == AcnImageArchitecture.VisionTransformer)
            Assert.Equal(new TransformerLayerConfig { Heads = 3, Hidden = 48 }, family.LayerFor(encoder));
        else
            Assert.Equal(new MixerLayerConfig { Tokens = tokens, TokenHidden = 2 * tokens, Hidden = 48, IsPaperVariant = architecture == AcnImageArchitecture.PaperMlpMixer }, family.LayerFor(encoder));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rows_for_a_trained_network_are_decoded_by_the_threads_of_the_options(int threads)
    {
        ImageEncoder encoder = Encoder(Pictures.Store([Pictures.NoisePng(8, 8, 1)]));
        var fitted = new FittedFamily(new ImageFamily(new AcnImageOptions { Threads = threads }), encoder);

        Assert.Equal(threads, ((ImageRowStore)fitted.CreateStore()).Threads);
        Assert.Equal(threads, ((ImageRowStore)fitted.CreatePart()).Threads);
    }

    internal static ImageEncoder Encoder(ImageRowStore store, params int[] trainingRows)
    {
        ImageStatistics statistics = ImageStatistics.Of(store, trainingRows.Length > 0 ? trainingRows : [.. Enumerable.Range(0, store.Count)]);
        return new ImageEncoder("Image", store.Geometry, PixelLayout.Of(new AcnImageOptions()), new Rgb(255, 255, 255), statistics.Means(), statistics.Scales());
    }
}
