using System.Globalization;

namespace PaperExperiments.Data;

/// <summary>Noise on pictures, at pixels of 0 to 1.</summary>
internal static class PictureNoise
{
    /// <summary>Adds a normally distributed number to each pixel and cuts at 0 and 1.</summary>
    /// <param name="sigma">The deviation.</param>
    public static Disturbance Gaussian(double sigma)
        => Of(Name("Gaussian, sigma", sigma), (pixel, random) => (float)Math.Clamp(pixel + (sigma * Normal(random)), 0, 1));

    /// <summary>Turns pixels black or white, as often the one as the other.</summary>
    /// <param name="share">The share of pixels.</param>
    public static Disturbance SaltAndPepper(double share)
        => Of(Name("salt and pepper, p", share), (pixel, random) => random.NextDouble() < share ? random.Next(2) : pixel);

    private static Disturbance Of(string name, Func<float, Random, float> change) => new(name, (sample, random) =>
    {
        var picture = (PictureSample)sample;
        return picture with { Pixels = Array.ConvertAll(picture.Pixels, pixel => change(pixel, random)) };
    });

    private static string Name(string kind, double size) => string.Create(CultureInfo.InvariantCulture, $"{kind} {size}");

    /// <summary>By the method of Box and Muller.</summary>
    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
