using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace ImageClassification;

/// <summary>Fashion-MNIST: which of ten kinds of clothes does a picture show?</summary>
internal sealed record FashionTask(string Title, int Height, int Width) : ImageTask(Title, Height, Width)
{
    /// <summary>As many as fit into five minutes on two cores with bfloat16.</summary>
    private const int Epochs = 3;

    /// <summary>Slower machines do what they can in five minutes, validation included.</summary>
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(4.5);

    private const double ValidationShare = 0.05;

    public static FashionTask Load(SampleOptions options, Action<string> say)
    {
        ImageSplit split = FashionMnist.Load(options.DataFolder, say);
        // Published in random order.
        (IReadOnlyList<Picture> validation, IReadOnlyList<Picture> train) = TakeOfEachClass(Pictures(split.Train, "training", split.Width), ValidationShare);
        return new FashionTask($"Fashion-MNIST: which of {split.Classes.Count} kinds of clothes does a picture show?", split.Height, split.Width)
        {
            Train = AtMost(options.Rows, train),
            Validation = AtMost(options.Rows, validation),
            Test = [.. Pictures(split.Test, "test", split.Width)],
        };
    }

    public override IDataView Rows(MLContext ml, IEnumerable<Picture> pictures)
        => ml.Data.LoadFromEnumerable(pictures.Cast<GreyPicture>().Select(picture => new PixelRow { Label = picture.Label, Image = ToFloats(picture.Pixels.Span) }));

    public override AcnImageOptions NetworkOptions() => new()
    {
        ImageHeight = Height,
        ImageWidth = Width,
        Channels = 1,
        Epochs = Epochs,
        MaxTrainingTime = _timeLimit,
        // In three passes a network learns more from pictures that stay the same.
        Augmentation = AcnImageAugmentation.None,
    };

    public override ITransformer TrainBaseline(MLContext ml, IDataView train) => ImagePipeline.TrainPixelBaseline(ml, train);

    private static IEnumerable<Picture> Pictures(IReadOnlyList<LabelledImage> images, string part, int width)
        => images.Select((image, i) => new GreyPicture(image.Label, $"{part} picture {i + 1}", image.Pixels, width));

    private static float[] ToFloats(ReadOnlySpan<byte> pixels)
    {
        float[] values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = pixels[i];
        return values;
    }
}
