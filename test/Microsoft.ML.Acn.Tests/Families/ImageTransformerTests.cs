using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Families;

public sealed class ImageTransformerTests(ImageFiles family) : TransformerContract<ImageFiles>(family);

[Collection(GlobalTorchState.Name)]
public sealed class ImageProcessStateTests(ImageFiles family) : ProcessStateContract<ImageFiles>(family);

/// <summary>Encoded pictures, for a vision transformer.</summary>
public sealed class ImageFiles : TestFamily<ImageFiles.Row>
{
    public override string Input => "Image";

    public override string TrainingType => "Image, Vector<Byte> or known-size vector of Single";

    public override string ScoringType => "Image, Vector<Byte> or Vector<Single, 768>";

    public override IReadOnlyList<string> Kinds { get; } = ["lamp", "hole"];

    public override double RoughLearningRate => 0.001;

    public override AcnOptions Options() => TinyImages.Options(options =>
        (options.Architecture, options.Layers, options.PatchSize, options.Epochs, options.BatchSize) = (AcnImageArchitecture.VisionTransformer, 2, 4, 6, 16));

    public override object InputOf(FamilyRow row) => ((Row)row).Image!;

    protected override List<FamilyRow> Make(int count, int seed)
        => [.. TinyImages.Rows(count, seed).Select(row => new Row { Kind = row.Kind, Image = row.Image })];

    public sealed class Row : FamilyRow
    {
        public byte[]? Image { get; set; }
    }
}
