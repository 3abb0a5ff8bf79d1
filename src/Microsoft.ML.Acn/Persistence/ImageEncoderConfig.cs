using System.Globalization;
using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Images;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The saved form of <see cref="ImageEncoder"/>.</summary>
internal sealed record ImageEncoderConfig : EncoderConfig
{
    // Rounding to whole patches may exceed what the options allow, by less than a patch.
    private const int MaxSide = AcnImageOptions.MaxSide + AcnImageOptions.MaxPatchSize;

    /// <summary>The column of images.</summary>
    public required string Column { get; init; }

    /// <summary>C: 1, 3 or 4.</summary>
    public required int Channels { get; init; }

    /// <summary>H, in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>W, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>P, the side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>What is seen through pixels that are not opaque.</summary>
    public required Rgb Background { get; init; }

    /// <summary>The mean of each channel over the training images, 0 to 255. (C)</summary>
    public required IReadOnlyList<float> Means { get; init; }

    /// <summary>One over the deviation of each channel. (C)</summary>
    public required IReadOnlyList<float> Scales { get; init; }

    /// <summary>How a vector of floats holds pixels.</summary>
    public required PixelLayout Pixels { get; init; }

    public static ImageEncoderConfig Of(ImageEncoder encoder) => new()
    {
        Column = encoder.ColumnNames[0],
        Channels = encoder.Shape.Channels,
        Height = encoder.Shape.Height,
        Width = encoder.Shape.Width,
        PatchSize = encoder.PatchSize,
        Background = encoder.Background,
        Means = encoder.Means,
        Scales = encoder.Scales,
        Pixels = encoder.Layout,
    };

    public override void Check(EmbeddingConfig embedding)
    {
        ConfigCheck.Name(Column, "encoder.column");
        if (Channels is not (1 or 3 or 4))
            throw new FormatException($"encoder.channels is {Channels}; allowed are 1, 3 and 4");
        ConfigCheck.Range(Height, 1, MaxSide, "encoder.height");
        ConfigCheck.Range(Width, 1, MaxSide, "encoder.width");
        ConfigCheck.Range(PatchSize, 1, AcnImageOptions.MaxPatchSize, "encoder.patchSize");
        if (Height % PatchSize != 0 || Width % PatchSize != 0)
            throw new FormatException($"encoder.patchSize is {PatchSize}, which does not divide encoder.height and encoder.width, {Height} and {Width}");
        ConfigCheck.Range(Height / PatchSize * (Width / PatchSize), 1, AcnImageOptions.MaxPatches, "the number of patches of encoder");
        CheckNumbers(Means, 0, 255, "encoder.means");
        CheckNumbers(Scales, 0, 1, "encoder.scales");
        CheckPixels();

        if (embedding is not PatchEmbeddingConfig patches)
            throw new FormatException($"the encoder reads images, but network.embedding is {embedding.GetType().Name}");
        ConfigCheck.Same(patches.Channels, Channels, "network.embedding.channels", "encoder.channels");
        ConfigCheck.Same(patches.Height, Height, "network.embedding.height", "encoder.height");
        ConfigCheck.Same(patches.Width, Width, "network.embedding.width", "encoder.width");
        ConfigCheck.Same(patches.PatchSize, PatchSize, "network.embedding.patchSize", "encoder.patchSize");
    }

    public override InputEncoder Build()
        => new ImageEncoder(Column, ImageGeometry.Of(new ImageShape(Channels, Height, Width), PatchSize), Pixels, Background, [.. Means], [.. Scales]);

    private void CheckNumbers(IReadOnlyList<float> numbers, float min, float max, string name)
    {
        ConfigCheck.Same(numbers.Count, Channels, $"the number of {name}", "encoder.channels");
        foreach (float number in numbers)
        {
            if (!(number >= min && number <= max))
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{name} has {number}; allowed are {min} to {max}"));
        }
    }

    private void CheckPixels()
    {
        if (!Enum.IsDefined(Pixels.Order))
            throw new FormatException($"encoder.pixels.order is {Pixels.Order}, which is none");
        if (!float.IsFinite(Pixels.Offset))
            throw new FormatException("encoder.pixels.offset is no finite number");
        if (!float.IsFinite(Pixels.Scale) || Pixels.Scale == 0)
            throw new FormatException("encoder.pixels.scale is 0 or no finite number");
    }
}
