namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>The operations of RandAugment (Cubuk et al. 2020, section 3).</summary>
internal enum ImageOperation
{
    Identity,
    AutoContrast,
    Equalize,
    Posterize,
    Solarize,
    Brightness,
    Contrast,
    Sharpness,
    Rotate,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,

    /// <summary>Colour saturation; last, for images of one channel are not offered it.</summary>
    Saturation,
}
