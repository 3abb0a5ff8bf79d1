using Microsoft.ML.Acn;
using SkiaSharp;
using Spectre.Console;

namespace ImageClassification;

/// <summary>Shows some training pictures as the network sees them, or would see them.</summary>
internal static class AugmentationSheet
{
    private const int Pictures = 10;
    private const int Versions = 9;

    /// <param name="task">Has the pictures.</param>
    /// <param name="used">How they are changed at random. If they are not, the sheet shows what the light changes would make of them.</param>
    /// <param name="path">The file to write.</param>
    public static void Write(ImageTask task, AcnImageAugmentation used, string path)
    {
        bool isUsed = used is not { HorizontalFlip: 0, CropPadding: 0, Operations: 0, ErasingProbability: 0, MixUpAlpha: 0, CutMixAlpha: 0 };
        AcnImageAugmentation augmentation = isUsed ? used : AcnImageAugmentation.Light;
        Picture[] pictures = [.. task.Train.DistinctBy(picture => picture.Label).Take(Pictures)];
        SheetCell[] cells = [.. pictures.SelectMany((picture, row) => Row(task, picture, row, augmentation))];
        bool blends = augmentation.MixUpAlpha > 0 || augmentation.CutMixAlpha > 0;
        string title = "Training pictures (left) and random changes of them, as the network sees them" + (blends ? ", before two are blended" : string.Empty);
        if (!isUsed)
            title = "Training pictures (left), and what --augmentation Light would make of them";
        Sheet.Write(path, 1 + Versions, new SheetBand(title, cells));
        foreach (SheetCell cell in cells)
            cell.Picture.Dispose();
        AnsiConsole.WriteLine(isUsed ? $"Drew training pictures and their random changes: {path}" : $"Training pictures stay as they are; drew what --augmentation Light would make of them: {path}");
        if (!SheetText.HasFont)
            AnsiConsole.WriteLine("  (without words: this system has no font; on Debian the package fonts-dejavu-core has one)");
    }

    private static IEnumerable<SheetCell> Row(ImageTask task, Picture picture, int row, AcnImageAugmentation augmentation)
    {
        SKBitmap original = Thumbnail.Of(picture.ToFile(), task.Height, task.Width);
        yield return new SheetCell(original, SheetColors.Ink, [new SheetLine(picture.Label, SheetColors.Ink)]);
        for (int i = 0; i < Versions; i++)
        {
            int seed = (row * Versions) + i;
            yield return new SheetCell(Thumbnail.Augment(original, image => augmentation.Apply(image, seed)), null, []);
        }
    }
}
