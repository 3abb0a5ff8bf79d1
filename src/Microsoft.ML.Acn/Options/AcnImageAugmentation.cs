namespace Microsoft.ML.Acn;

/// <summary>
/// Random changes of training images, drawn anew for every image each time that it is used. Validation and scoring see images as they are.
/// A new object has every part off; <see cref="Light"/> and <see cref="Strong"/> are starting points whose parts can be set further.
/// </summary>
/// <remarks>
/// An image goes through flip, crop, operations and erasing, in that order, and is then blended with another of its batch.
/// All channels move together. The fourth channel of an image (alpha) moves and is blended with the others, but is neither recoloured nor erased.
/// </remarks>
public sealed class AcnImageAugmentation
{
    /// <summary>No change at all: the same as a new object. Each call makes a new object.</summary>
    public static AcnImageAugmentation None => new();

    /// <summary>
    /// What suits most photographs and drawings: <see cref="HorizontalFlip"/> 0.5 and <see cref="CropPadding"/> 0.0625. Where left and right
    /// differ in meaning (digits, letters), set the flip to 0. Each call makes a new object.
    /// </summary>
    public static AcnImageAugmentation Light => new() { HorizontalFlip = 0.5, CropPadding = 0.0625 };

    /// <summary>
    /// For long training on few images: <see cref="Light"/>, 2 <see cref="Operations"/> of <see cref="Magnitude"/> 0.3, <see cref="ErasingProbability"/> 0.25,
    /// and in each batch either mix-up (<see cref="MixUpAlpha"/> 0.2) or CutMix (<see cref="CutMixAlpha"/> 1). Each call makes a new object.
    /// </summary>
    public static AcnImageAugmentation Strong => new()
    {
        HorizontalFlip = 0.5,
        CropPadding = 0.0625,
        Operations = 2,
        ErasingProbability = 0.25,
        MixUpAlpha = 0.2,
        CutMixAlpha = 1,
    };

    /// <summary>Probability that an image is mirrored left to right. Range: 0 to 1. Default: 0.</summary>
    public double HorizontalFlip { get; set; }

    /// <summary>
    /// Share of each side by which an image is padded all around, by reflection at its border, before a part of its own size is cut out at random.
    /// In other words: the longest way that its content moves. Range: 0 to 0.5. Default: 0.
    /// </summary>
    public double CropPadding { get; set; }

    /// <summary>
    /// Operations on each image (RandAugment, Cubuk et al. 2020), drawn with repetition from: none, auto-contrast, equalize, posterize, solarize,
    /// brightness, contrast, sharpness, rotate, shear and translate (both along either axis) and, with 3 or 4 channels, colour saturation. Range: 0 to 4. Default: 0.
    /// </summary>
    public int Operations { get; set; }

    /// <summary>
    /// How strong the <see cref="Operations"/> are, as a share of their strongest: rotation by 30 degrees, shear by 0.3, translation by 0.3 of the side,
    /// brightness, contrast, saturation and sharpness times 0.1 or 1.9, 4 bits left by posterize, all values inverted by solarize. Auto-contrast and equalize
    /// have no strength. Range: 0 to 1. Default: 0.3, which is magnitude 9 of the paper's 30.
    /// </summary>
    public double Magnitude { get; set; } = 0.3;

    /// <summary>Probability that a rectangle of an image is overwritten by random values (random erasing, Zhong et al. 2020). Range: 0 to 1. Default: 0.</summary>
    public double ErasingProbability { get; set; }

    /// <summary>
    /// Largest share of an image that is erased; the share is drawn evenly from 0.02 (or this, if smaller) up to it, the ratio of the sides from 0.3 to 3.3.
    /// Range: 0 to 1. Default: 0.33.
    /// </summary>
    public double ErasingArea { get; set; } = 0.33;

    /// <summary>
    /// Mix-up (Zhang et al. 2018): each image is blended with another of its batch, and so are their labels, in shares drawn from Beta(alpha, alpha). A small alpha
    /// leaves most images almost as they are, 1 draws all shares alike. Range: 0 (off) to 10. Default: 0. With <see cref="CutMixAlpha"/> on too, each batch takes one of both at random.
    /// </summary>
    public double MixUpAlpha { get; set; }

    /// <summary>
    /// CutMix (Yun et al. 2019): a rectangle of each image is taken from another of its batch; the labels are blended in the shares of pixels. The share to keep is drawn from
    /// Beta(alpha, alpha). Range: 0 (off) to 10. Default: 0. With <see cref="MixUpAlpha"/> on too, each batch takes one of both at random.
    /// </summary>
    public double CutMixAlpha { get; set; }

    /// <summary>Adds the problems of this object.</summary>
    /// <param name="check">Where they go.</param>
    /// <param name="prefix">What stands before the name of a property.</param>
    internal void Validate(OptionsValidator check, string prefix)
    {
        check.Range(HorizontalFlip, 0, 1, Named(nameof(HorizontalFlip)));
        check.Range(CropPadding, 0, 0.5, Named(nameof(CropPadding)));
        check.Range(Operations, 0, 4, Named(nameof(Operations)));
        check.Range(Magnitude, 0, 1, Named(nameof(Magnitude)));
        check.Range(ErasingProbability, 0, 1, Named(nameof(ErasingProbability)));
        check.Range(ErasingArea, 0, 1, Named(nameof(ErasingArea)));
        check.Range(MixUpAlpha, 0, 10, Named(nameof(MixUpAlpha)));
        check.Range(CutMixAlpha, 0, 10, Named(nameof(CutMixAlpha)));

        string Named(string property) => prefix + property;
    }

    /// <summary>A copy that later changes of this object do not reach.</summary>
    internal AcnImageAugmentation Clone() => (AcnImageAugmentation)MemberwiseClone();
}
