using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Networks;

/// <summary>The shape of the image embedding. Tokens are the patches of the image, row by row.</summary>
internal sealed record PatchEmbeddingConfig : EmbeddingConfig
{
    /// <summary>Channels of a pixel: 1, 3 or 4.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows of pixels; a multiple of <see cref="PatchSize"/>.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of pixels; a multiple of <see cref="PatchSize"/>.</summary>
    public required int Width { get; init; }

    /// <summary>P, the rows and columns of pixels in a patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>How pixels become features.</summary>
    public required PatchStem Stem { get; init; }

    /// <summary>Whether a patch's row and column are added to its features.</summary>
    public required bool HasPositions { get; init; }

    /// <summary>Rows of patches.</summary>
    [JsonIgnore]
    public int PatchRows => Height / PatchSize;

    /// <summary>Columns of patches.</summary>
    [JsonIgnore]
    public int PatchColumns => Width / PatchSize;

    /// <summary>T, the patches of an image.</summary>
    [JsonIgnore]
    public int Tokens => PatchRows * PatchColumns;

    /// <summary>Whether a stem can make patches of a size. Convolutions halve the image at each step: they make 2, 4, 8 or 16.</summary>
    public static bool HasStem(PatchStem stem, int patchSize) => stem == PatchStem.Linear || patchSize is 2 or 4 or 8 or 16;

    /// <exception cref="ArgumentException">The stem cannot make patches of this size, or the image is not made of whole patches.</exception>
    public override TokenEmbedding Build(int width, WeightInitializer init)
    {
        if (!HasStem(Stem, PatchSize))
            throw new ArgumentException($"The convolutional stem makes patches of 2, 4, 8 or 16 pixels, not of {PatchSize}.");
        if (Height % PatchSize != 0 || Width % PatchSize != 0)
            throw new ArgumentException($"An image of {Height} x {Width} pixels has no whole number of patches of {PatchSize} x {PatchSize}.");
        return new PatchEmbedding(this, width, init);
    }
}

/// <summary>The way from pixels to the features of patches.</summary>
internal enum PatchStem
{
    /// <summary>One matrix product over the pixels of a patch (Dosovitskiy et al. 2020).</summary>
    Linear,

    /// <summary>3x3 convolutions, which look over the patch's edge (Xiao et al. 2021).</summary>
    Convolutional,
}
