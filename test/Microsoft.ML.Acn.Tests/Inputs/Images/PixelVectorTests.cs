using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Acn.Tests.Inputs.Images;

/// <summary>Vectors of pixels, as ML.NET's ExtractPixels makes them.</summary>
public class PixelVectorTests
{
    private readonly MLContext _context = new(seed: 1);

    public static TheoryData<ColorsOrder, bool, ColorBits, float, float> Extractions
    {
        get
        {
            var data = new TheoryData<ColorsOrder, bool, ColorBits, float, float>();
            foreach (ColorsOrder order in Enum.GetValues<ColorsOrder>())
            {
                foreach (ColorBits colors in new[] { ColorBits.Rgb, ColorBits.All })
                {
                    data.Add(order, false, colors, 0, 1);
                    data.Add(order, true, colors, 127.5f, 1 / 127.5f);
                }
            }
            data.Add(ColorsOrder.ARGB, true, ColorBits.Green, 117, 0.02f);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Extractions))]
    public void What_ExtractPixels_makes_is_stored_as_the_image_itself(ColorsOrder order, bool isInterleaved, ColorBits colors, float offset, float scale)
    {
        int channels = colors switch { ColorBits.Rgb => 3, ColorBits.All => 4, _ => 1 };
        IDataView images = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(seed =>
        {
            using SKBitmap picture = Pictures.Noise(6, 8, seed, isGrey: channels == 1, isOpaque: channels < 4);
            return new SizedRow { Image = picture.ToImage() };
        }).ToArray());
        IDataView vectors = _context.Transforms.ExtractPixels("Image", "Image", colors, order, isInterleaved, offset, scale).Fit(images).Transform(images);

        ImageRowStore expected = Pictures.Store(images, new AcnImageOptions { Channels = channels });
        ImageRowStore actual = Pictures.Store(vectors, new AcnImageOptions { OrderOfExtraction = order, InterleavePixelColors = isInterleaved, OffsetImage = offset, ScaleImage = scale });

        Assert.Equal(expected.Geometry.Shape, actual.Geometry.Shape);
        for (int row = 0; row < 5; row++)
            Assert.Equal(expected.Pixels(row).ToArray(), actual.Pixels(row).ToArray());
    }

    [Fact]
    public void Values_are_rounded_and_limited()
    {
        float[] values = [-3, 0.4f, 0.6f, 254.6f, 300, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22];

        ImageRowStore store = Pictures.Store(Vectors(16, values), new AcnImageOptions { ImageHeight = 4, ImageWidth = 4 });

        Assert.Equal([0, 0, 1, 255, 255, 12, 13], store.Pixels(0)[..7].ToArray());
    }

    [Fact]
    public void A_sparse_vector_has_zeros()
    {
        var sparse = new VBuffer<float>(16, 2, [7, 9], [3, 15]);

        ImageRowStore store = Pictures.Store(Vectors(16, sparse), new AcnImageOptions { ImageHeight = 4, ImageWidth = 4 });

        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9], store.Pixels(0).ToArray());
    }

    [Theory]
    [InlineData(100, 8, 8, null, "Column 'Image' has 100 values; 1, 3 or 4 channels of 8 x 8 pixels have 64, 192 or 256.")]
    [InlineData(128, 8, 8, null, "Column 'Image' has 128 values; 1, 3 or 4 channels of 8 x 8 pixels have 64, 192 or 256.")]
    [InlineData(64, 8, 8, 3, "Column 'Image' has 64 values; 3 channels of 8 x 8 pixels have 192.")]
    [InlineData(64, null, 8, null, "Column 'Image' is a flat vector, which does not tell the shape of its images: set ImageHeight and ImageWidth.")]
    public void A_length_that_is_none_is_an_error(int length, int? height, int? width, int? channels, string message)
    {
        var options = new AcnImageOptions { ImageHeight = height, ImageWidth = width, Channels = channels };

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Pictures.Store(Vectors(length, new float[length]), options)).Message);
    }

    [Fact]
    public void Dimensions_that_contradict_the_options_are_an_error()
    {
        IDataView images = _context.Data.LoadFromEnumerable([new SizedRow()]);
        IDataView planar = _context.Transforms.ExtractPixels("Image").Fit(images).Transform(images);

        string Problem(AcnImageOptions options) => Assert.Throws<ArgumentException>(() => Pictures.Store(planar, options)).Message;

        Assert.Contains("with InterleavePixelColors = True has 8 channels of 3 x 6 pixels", Problem(new AcnImageOptions { InterleavePixelColors = true }), StringComparison.Ordinal);
        Assert.Contains("wanted are 3 channels of 6 x 10 pixels", Problem(new AcnImageOptions { Channels = 3, ImageHeight = 6, ImageWidth = 10 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_value_that_is_no_number_is_refused_in_training_and_marked_in_scoring(float value)
    {
        IDataView data = Vectors(16, new float[16], [.. new float[15], value]);
        var encoder = new ImageEncoder("Image", ImageGeometry.Of(new ImageShape(1, 4, 4), 1), PixelLayout.Of(new AcnImageOptions()), default, [0], [1]);
        var store = (ImageRowStore)encoder.CreateStore();

        Pictures.Read(data, encoder.Bind, store);
        var error = Assert.Throws<ArgumentException>(() => Pictures.Store(data, new AcnImageOptions { ImageHeight = 4, ImageWidth = 4 }));

        Assert.StartsWith("Row 2 (counted from 1) has a value in column 'Image' that is no finite number", error.Message, StringComparison.Ordinal);
        Assert.Equal("row 2: it has a value that is no finite number", store.ProblemOf(1)!.ToString());
        Assert.Equal(2, store.Count);
    }

    private IDataView Vectors(int length, params VBuffer<float>[] vectors)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(VectorRow));
        schema["Image"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        return _context.Data.LoadFromEnumerable(vectors.Select(vector => new VectorRow { Image = vector }), schema);
    }

    private IDataView Vectors(int length, params float[][] vectors) => Vectors(length, [.. vectors.Select(vector => new VBuffer<float>(length, vector))]);

    private sealed class VectorRow
    {
        [VectorType(1)]
        public VBuffer<float> Image { get; set; }
    }

    private sealed class SizedRow
    {
        [ImageType(6, 8)]
        public MLImage? Image { get; set; }
    }
}
