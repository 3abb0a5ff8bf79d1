namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Chooses how large patches are.</summary>
internal static class PatchSizes
{
    /// <summary>Patches of an image, at most, unless the options say otherwise: each costs time.</summary>
    public const int MostPatches = 64;

    /// <summary>
    /// The smallest power of two that makes at most 64 patches, or else the smallest number that does; null if there is none.
    /// </summary>
    /// <param name="size">The size that images should about have.</param>
    /// <param name="divisible">Sides that cannot be changed, and must be divisible; 0 for those that can.</param>
    public static int? Choose(ImageSize size, ImageSize divisible)
    {
        IEnumerable<int> candidates = Enumerable.Range(1, AcnImageOptions.MaxPatchSize)
            .OrderBy(patch => !int.IsPow2(patch))
            .Where(patch => divisible.Height % patch == 0 && divisible.Width % patch == 0 && Count(Whole(size, patch), patch) <= MostPatches);
        return candidates.Select(patch => (int?)patch).FirstOrDefault();
    }

    /// <summary>The size rounded to whole patches, at least one each way.</summary>
    public static ImageSize Whole(ImageSize size, int patch) => new(Whole(size.Height, patch), Whole(size.Width, patch));

    private static int Whole(int side, int patch) => Math.Max((side + (patch / 2)) / patch, 1) * patch;

    private static int Count(ImageSize size, int patch) => size.Height / patch * (size.Width / patch);
}
