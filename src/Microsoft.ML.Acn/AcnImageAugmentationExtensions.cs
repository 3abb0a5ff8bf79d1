using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn;

/// <summary>Looking at what an augmentation does.</summary>
public static class AcnImageAugmentationExtensions
{
    /// <summary>
    /// An image as training might see it: changed once at random, except by mix-up and CutMix, which blend two images. For looking at what these options do.
    /// </summary>
    /// <param name="augmentation">The changes.</param>
    /// <param name="image">The image, best of the size that the network sees: shifts and erased rectangles go by its sides. It stays as it is.</param>
    /// <param name="seed">The same seed makes the same changes; another one draws anew.</param>
    /// <returns>A new image of the same size, to be disposed of.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <remarks>
    /// An opaque image is changed as in training on images like it, grey or in colours. One with transparent pixels is changed as with
    /// <see cref="AcnImageOptions.Channels"/> 4; for fewer, paint it on the <see cref="AcnImageOptions.Background"/> first.
    /// </remarks>
    public static MLImage Apply(this AcnImageAugmentation augmentation, MLImage image, int seed)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(image);
        var check = new OptionsValidator();
        augmentation.Validate(check, string.Empty);
        check.ThrowIfAny(nameof(augmentation));
        return LoneImage.Augment(image, augmentation, seed);
    }
}
