namespace Microsoft.ML.Acn;

/// <summary>How a patch of pixels becomes a token.</summary>
public enum AcnImageStem
{
    /// <summary>
    /// 3 x 3 convolutions that halve the picture until a pixel is left of each patch (compare Xiao et al. 2021), which see beyond
    /// its edges. Needs a patch size of 2, 4, 8 or 16; with another, <see cref="Linear"/> is taken.
    /// </summary>
    Convolutional = 0,

    /// <summary>One matrix for all pixels of the patch.</summary>
    Linear = 1,
}
