using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Finds the shape of images that come as vectors of pixels.</summary>
internal static class VectorShape
{
    /// <summary>The shape by the vector's dimensions or, of a flat vector, by the options.</summary>
    /// <exception cref="ArgumentException">The vector does not fit the options, or has not the length of an image.</exception>
    public static ImageShape Of(string column, VectorDataViewType type, AcnImageOptions options)
    {
        ImageShape shape = PixelLayout.Of(options).ShapeOf(type.Dimensions) ?? Flat(column, type.Size, options);
        bool fits = Fits(options.ImageHeight, shape.Height) && Fits(options.ImageWidth, shape.Width) && Fits(options.Channels, shape.Channels);
        if (fits && shape.Channels is 1 or 3 or 4 && IsSide(shape.Height) && IsSide(shape.Width))
            return shape;
        string wanted = string.Create(CultureInfo.InvariantCulture,
            $"{Text(options.Channels, "1, 3 or 4")} channels of {Text(options.ImageHeight, $"{AcnImageOptions.MinSide} to {AcnImageOptions.MaxSide:N0}")} x {Text(options.ImageWidth, $"{AcnImageOptions.MinSide} to {AcnImageOptions.MaxSide:N0}")} pixels");
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
            $"Column '{column}' is of type {type}, which with {nameof(AcnImageOptions.InterleavePixelColors)} = {options.InterleavePixelColors} has {shape.Channels} channels of {shape.Height} x {shape.Width} pixels; wanted are {wanted}."));
    }

    private static ImageShape Flat(string column, int length, AcnImageOptions options)
    {
        if (options.ImageHeight is not { } height || options.ImageWidth is not { } width)
        {
            throw new ArgumentException(
                $"Column '{column}' is a flat vector, which does not tell the shape of its images: set {nameof(AcnImageOptions.ImageHeight)} and {nameof(AcnImageOptions.ImageWidth)}.");
        }
        int pixels = height * width;
        int channels = options.Channels ?? (length % pixels == 0 ? length / pixels : 0);
        if (channels * (long)pixels == length && channels is 1 or 3 or 4)
            return new ImageShape(channels, height, width);
        string expected = options.Channels is { } given
            ? string.Create(CultureInfo.InvariantCulture, $"{given} channels of {height} x {width} pixels have {given * pixels:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"1, 3 or 4 channels of {height} x {width} pixels have {pixels:N0}, {3 * pixels:N0} or {4 * pixels:N0}");
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{column}' has {length:N0} values; {expected}."));
    }

    private static bool Fits(int? given, int actual) => given is null || given == actual;

    private static bool IsSide(int side) => side is >= AcnImageOptions.MinSide and <= AcnImageOptions.MaxSide;

    private static string Text(int? given, string otherwise) => given?.ToString(CultureInfo.InvariantCulture) ?? otherwise;
}
