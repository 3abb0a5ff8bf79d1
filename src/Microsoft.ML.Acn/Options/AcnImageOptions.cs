using System.Drawing;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Acn;

/// <summary>
/// Options of the image encoder: pictures are cut into square patches, each a token of a vision transformer or an MLP-mixer.
/// </summary>
/// <remarks>
/// <para>
/// The feature column is an <c>MLImage</c> (from <c>LoadImages</c>, of any size), a variable-sized vector of bytes with an encoded file
/// (from <c>LoadRawImageBytes</c>: PNG, JPEG, GIF, BMP, WebP), or a vector of floats with pixels (from <c>ExtractPixels</c>). A trained model
/// scores all three. Pictures are scaled so that they cover <see cref="ImageHeight"/> x <see cref="ImageWidth"/> (a triangle filter, widened for
/// reducing), and what stands out is cut off evenly on both sides. They are kept as bytes. Of encoded files the orientation that a camera has noted (EXIF)
/// is followed, and of an animation the first picture taken; colour profiles are not applied. An <c>MLImage</c> is taken as it is.
/// </para>
/// <para>
/// An image that cannot be read is left out of training, with one warning, and scored as <c>NaN</c> with a missing predicted label. That is one
/// that is null or has no bytes, of an unknown format, damaged, or of more than 100 megapixels.
/// </para>
/// </remarks>
public sealed class AcnImageOptions : AcnOptions
{
    internal const int MinSide = 4;
    internal const int MaxSide = 1_024;
    internal const int MaxPatchSize = 64;
    internal const int MaxPatches = 4_096;

    /// <summary>Default options, with 4 layers.</summary>
    public AcnImageOptions()
    {
        Layers = 4;
    }

    /// <summary>
    /// Height in pixels that the network sees. Range: 4 to 1,024, divisible by <see cref="PatchSize"/>. Default: the median of the first 32
    /// images, reduced so that the longer side has at most 64; of a vector of three dimensions, its height. A flat vector needs it.
    /// </summary>
    public int? ImageHeight { get; set; }

    /// <summary>Width in pixels that the network sees. Range and default as for <see cref="ImageHeight"/>.</summary>
    public int? ImageWidth { get; set; }

    /// <summary>
    /// 1 for grey (of colours, the luma of Rec. 601), 3 for colours, 4 for colours and opacity (the colours multiplied by it, as in an
    /// <c>MLImage</c>). Default: 3, or 1 if the first 32 images are grey; of a vector, what its length says.
    /// </summary>
    public int? Channels { get; set; }

    /// <summary>
    /// Side of a patch in pixels. Range: 1 to 64; there must be at most 4,096 patches. Default: the smallest power of two that gives at most 64
    /// patches. Time grows with their number.
    /// </summary>
    public int? PatchSize { get; set; }

    /// <summary>The kind of layers. Default: <see cref="AcnImageArchitecture.MlpMixer"/>, which on a CPU learns more in the same time.</summary>
    public AcnImageArchitecture Architecture { get; set; } = AcnImageArchitecture.MlpMixer;

    /// <summary>How patches become tokens. Default: <see cref="AcnImageStem.Convolutional"/>.</summary>
    public AcnImageStem Stem { get; set; } = AcnImageStem.Convolutional;

    /// <summary>Random changes of the training images. Default: <see cref="AcnImageAugmentation.Light"/>.</summary>
    public AcnImageAugmentation Augmentation { get; set; } = AcnImageAugmentation.Light;

    /// <summary>What is seen through transparent pixels with 1 or 3 <see cref="Channels"/>. Opaque. Default: white.</summary>
    public Color Background { get; set; } = Color.White;

    /// <summary>
    /// Memory for the pixels of the training and validation data, in units of 1,048,576 bytes. Range: 16 to 1,048,576. Default: 2,048, which is
    /// 700,000 images of 32 x 32 colours. Above it, the training data are read and decoded again in each epoch and shuffled within a window of a
    /// sixth of this memory: they must then give the same rows in the same order each time, not class by class. Validation data must be within it, and
    /// what Fit keeps out of such training data for validation within half of it.
    /// </summary>
    public int MemoryBudgetMegabytes { get; set; } = 2_048;

    /// <summary>
    /// Of a vector of floats: what was given to <c>ExtractPixels</c> as <c>interleavePixelColors</c>, whether the colours of a pixel are together.
    /// Default: false, one colour of all pixels after another.
    /// </summary>
    public bool InterleavePixelColors { get; set; }

    /// <summary>
    /// Of a vector of floats: what was given to <c>ExtractPixels</c> as <c>orderOfExtraction</c>. With 3 channels the A stands for nothing. Default: ARGB.
    /// </summary>
    public ColorsOrder OrderOfExtraction { get; set; } = ColorsOrder.ARGB;

    /// <summary>
    /// Of a vector of floats: what was given to <c>ExtractPixels</c> as <c>offsetImage</c>. The pixel is <c>value / ScaleImage + OffsetImage</c>,
    /// rounded and limited to 0 to 255. Finite. Default: 0.
    /// </summary>
    public float OffsetImage { get; set; }

    /// <summary>
    /// Of a vector of floats: what was given to <c>ExtractPixels</c> as <c>scaleImage</c>, for example 1/255 for values of 0 to 1. Finite and not 0. Default: 1.
    /// </summary>
    public float ScaleImage { get; set; } = 1;

    internal override bool UsesHeads => Architecture == AcnImageArchitecture.VisionTransformer;

    internal override AcnOptions Clone()
    {
        var copy = (AcnImageOptions)base.Clone();
        copy.Augmentation = Augmentation.Clone();
        return copy;
    }

    internal override void Validate(OptionsValidator check)
    {
        check.Range(ImageHeight, MinSide, MaxSide, nameof(ImageHeight));
        check.Range(ImageWidth, MinSide, MaxSide, nameof(ImageWidth));
        check.Range(PatchSize, 1, MaxPatchSize, nameof(PatchSize));
        CheckPatches(check);
        if (Channels is not (null or 1 or 3 or 4))
            check.Add(nameof(Channels), OptionsValidator.Text(Channels.Value), "1, 3, 4");
        check.Range(MemoryBudgetMegabytes, 16, 1 << 20, nameof(MemoryBudgetMegabytes));
        if (Background.A != 255)
            check.Add(nameof(Background), Background.ToString(), "a colour with an alpha of 255");
        if (!float.IsFinite(OffsetImage))
            check.Add(nameof(OffsetImage), OptionsValidator.Text(OffsetImage), "a finite number");
        if (!float.IsFinite(ScaleImage) || ScaleImage == 0)
            check.Add(nameof(ScaleImage), OptionsValidator.Text(ScaleImage), "a finite number other than 0");
        check.Defined(Architecture, nameof(Architecture));
        check.Defined(Stem, nameof(Stem));
        check.Defined(OrderOfExtraction, nameof(OrderOfExtraction));
        if (Augmentation is null)
            check.Add(nameof(Augmentation), "null", $"an augmentation, such as {nameof(AcnImageAugmentation)}.{nameof(AcnImageAugmentation.None)}");
        else
            Augmentation.Validate(check, nameof(Augmentation) + ".");
    }

    private void CheckPatches(OptionsValidator check)
    {
        if (PatchSize is not (>= 1 and <= MaxPatchSize))
            return;
        int patch = PatchSize.Value;
        CheckDivisible(ImageHeight, nameof(ImageHeight));
        CheckDivisible(ImageWidth, nameof(ImageWidth));
        if (ImageHeight is { } height && ImageWidth is { } width && (long)(height / patch) * (width / patch) > MaxPatches)
            check.Add(nameof(PatchSize), OptionsValidator.Text(patch), $"one that gives at most {OptionsValidator.Text(MaxPatches)} patches");

        void CheckDivisible(int? side, string name)
        {
            if (side is >= MinSide and <= MaxSide and { } pixels && pixels % patch != 0)
                check.Add(name, OptionsValidator.Text(pixels), $"a multiple of {nameof(PatchSize)} ({OptionsValidator.Text(patch)})");
        }
    }
}
