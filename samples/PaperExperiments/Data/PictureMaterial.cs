using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace PaperExperiments.Data;

/// <summary>Pictures: Fashion-MNIST, or made-up ones.</summary>
/// <param name="folder">The user's own copy of Fashion-MNIST, or null to fetch one.</param>
/// <param name="isMadeUp">Whether the pictures are made up, so that nothing need be fetched.</param>
internal sealed class PictureMaterial(string? folder, bool isMadeUp) : Material
{
    public override string Name => "image";

    public override string Source => isMadeUp ? "made-up pictures" : "Fashion-MNIST";

    public override int Classes => 10;

    public override IReadOnlyList<Disturbance> Disturbances { get; } =
    [
        .. new[] { 0.1, 0.2, 0.4 }.Select(PictureNoise.Gaussian),
        .. new[] { 0.01, 0.05, 0.1 }.Select(PictureNoise.SaltAndPepper),
    ];

    protected override string FeatureColumn => nameof(PictureSample.Pixels);

    public override IDataView View(MLContext ml, IReadOnlyList<Sample> rows) => ml.Data.LoadFromEnumerable(rows.Cast<PictureSample>());

    protected override AcnOptions CreateOptions() => new AcnImageOptions
    {
        ImageHeight = PictureSample.Side,
        ImageWidth = PictureSample.Side,
        ScaleImage = 1f / byte.MaxValue,
    };

    protected override Pool Read(Action<string> say)
    {
        if (isMadeUp)
            return MadeUpPictures.Pool();
        ImageSplit images = FashionMnist.Load(folder, say);
        return new Pool(images.Classes, [.. images.Train.Select(SampleOf)], [.. images.Test.Select(SampleOf)]);
    }

    private static PictureSample SampleOf(LabelledImage image)
        => new(image.Label, Array.ConvertAll(image.Pixels.ToArray(), pixel => pixel / (float)byte.MaxValue));
}
