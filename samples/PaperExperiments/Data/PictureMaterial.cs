using Datasets;
using Microsoft.ML;
using Microsoft.ML.Acn;

namespace PaperExperiments.Data;

/// <summary>Pictures: Fashion-MNIST, or made-up ones.</summary>
/// <remarks>
/// Patches are read by one matrix, as the paper's networks read them. The library's default, a stem of convolutions, is the better classifier,
/// but does half of the work before the first layer, and is the same for all ways to connect layers. Pictures are not augmented: in so few epochs
/// networks learn less from pictures that are never the same.
/// </remarks>
internal sealed class PictureMaterial : Material
{
    /// <summary>28 pixels make 4 x 4 patches.</summary>
    private const int PatchSize = 7;

    private readonly AcnImageArchitecture _architecture;
    private readonly bool _isMadeUp;
    private readonly Func<Action<string>, Pool> _read;

    private PictureMaterial(AcnImageArchitecture architecture, bool isMadeUp, Func<Action<string>, Pool> read)
        => (_architecture, _isMadeUp, _read) = (architecture, isMadeUp, read);

    /// <summary>The same pictures for each kind of layers. They are read once.</summary>
    /// <param name="folder">The user's own copy of Fashion-MNIST, or null to fetch one.</param>
    /// <param name="isMadeUp">Whether the pictures are made up, so that nothing need be fetched.</param>
    public static IReadOnlyList<PictureMaterial> ForEachArchitecture(string? folder, bool isMadeUp)
    {
        Pool? pool = null;
        return [.. new[] { AcnImageArchitecture.PaperMlpMixer, AcnImageArchitecture.MlpMixer, AcnImageArchitecture.VisionTransformer }
            .Select(architecture => new PictureMaterial(architecture, isMadeUp, say => pool ??= isMadeUp ? MadeUpPictures.Pool() : ReadPool(folder, say)))];
    }

    public override string Name => _architecture switch
    {
        AcnImageArchitecture.PaperMlpMixer => MaterialName.Mixer,
        AcnImageArchitecture.MlpMixer => MaterialName.OwnMixer,
        _ => MaterialName.Vit,
    };

    public override string Source => _isMadeUp ? "made-up pictures" : "Fashion-MNIST";

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
        Architecture = _architecture,
        Stem = AcnImageStem.Linear,
        PatchSize = PatchSize,
        Augmentation = AcnImageAugmentation.None,
        ImageHeight = PictureSample.Side,
        ImageWidth = PictureSample.Side,
        ScaleImage = 1f / byte.MaxValue,
    };

    protected override Pool Read(Action<string> say) => _read(say);

    private static Pool ReadPool(string? folder, Action<string> say)
    {
        ImageSplit images = FashionMnist.Load(folder, say);
        return new Pool(images.Classes, [.. images.Train.Select(SampleOf)], [.. images.Test.Select(SampleOf)]);
    }

    private static PictureSample SampleOf(LabelledImage image)
        => new(image.Label, Array.ConvertAll(image.Pixels.ToArray(), pixel => pixel / (float)byte.MaxValue));
}
