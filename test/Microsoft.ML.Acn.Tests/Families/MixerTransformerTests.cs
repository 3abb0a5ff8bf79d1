using Microsoft.ML.Acn.Tests.Inputs.Images;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.Acn.Tests.Families;

public sealed class MixerTransformerTests(PixelVectors family) : TransformerContract<PixelVectors>(family);

[Collection(GlobalTorchState.Name)]
public sealed class MixerProcessStateTests(PixelVectors family) : ProcessStateContract<PixelVectors>(family);

/// <summary>Vectors of pixels, for an MLP-mixer behind a convolutional stem.</summary>
public sealed class PixelVectors : TestFamily<PixelVectors.Row>
{
    private const int Side = 16;

    public override string Input => "Pixels";

    public override string TrainingType => "Image, Vector<Byte> or known-size vector of Single";

    public override string ScoringType => "Image, Vector<Byte> or Vector<Single, 768>";

    public override IReadOnlyList<string> Kinds { get; } = ["lamp", "hole"];

    public override double RoughLearningRate => 0.00003;

    public override AcnOptions Options() => TinyImages.Options(options =>
    {
        options.FeatureColumnName = Input;
        (options.ImageHeight, options.ImageWidth, options.Channels, options.PatchSize) = (Side, Side, 3, 4);
        (options.ScaleImage, options.OffsetImage) = (1 / 255f, 3);
        (options.Architecture, options.Stem, options.Layers) = (AcnImageArchitecture.MlpMixer, AcnImageStem.Convolutional, 2);
        (options.Epochs, options.BatchSize) = (6, 16);
    });

    public override object InputOf(FamilyRow row) => ((Row)row).Pixels;

    protected override List<FamilyRow> Make(int count, int seed)
        => [.. TinyImages.Rows(count, seed).Select(row => new Row { Kind = row.Kind, Pixels = PixelsOf(row.Image!) })];

    private static float[] PixelsOf(byte[] file)
    {
        using SKBitmap picture = SKBitmap.Decode(file, new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Premul));
        return Array.ConvertAll(picture.Planes(3), pixel => (pixel - 3) / 255f);
    }

    public sealed class Row : FamilyRow
    {
        [VectorType(3 * Side * Side)]
        public float[] Pixels { get; set; } = [];
    }
}
