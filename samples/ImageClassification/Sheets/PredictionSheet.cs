using System.Globalization;
using Spectre.Console;

namespace ImageClassification;

/// <summary>Shows test pictures that a model is right about, and those that it is most wrong about.</summary>
internal static class PredictionSheet
{
    private const int Columns = 10;
    private const int RightRows = 2;
    private const int WrongRows = 4;

    public static void Write(ImageTask task, Predictions predictions, string path)
    {
        PicturePrediction[] wrong = [.. predictions.All.Where(prediction => !prediction.IsRight)];
        PicturePrediction[] right = [.. predictions.All.Where(prediction => prediction.IsRight).Take(RightRows * Columns)];
        PicturePrediction[] surest = [.. wrong.OrderByDescending(prediction => prediction.Probability).Take(WrongRows * Columns)];

        string title = string.Create(CultureInfo.InvariantCulture, $"Wrong: {wrong.Length:N0} of {predictions.All.Count:N0} test pictures; below, in red what the network says and in green what is true; the surest mistakes first");
        SheetBand[] bands =
        [
            new SheetBand("Right: some test pictures with the probability that the network gives to their class", [.. right.Select(prediction => Cell(task, prediction))]),
            new SheetBand(title, [.. surest.Select(prediction => Cell(task, prediction))]),
        ];
        Sheet.Write(path, Columns, [.. bands.Where(band => band.Cells.Count > 0)]);
        foreach (SheetCell cell in bands.SelectMany(band => band.Cells))
            cell.Picture.Dispose();
        AnsiConsole.WriteLine($"Drew test pictures that it is right and wrong about: {path}");
    }

    private static SheetCell Cell(ImageTask task, PicturePrediction prediction)
    {
        SheetLine answer = new($"{Percent(prediction.Probability)} {prediction.Class}", prediction.IsRight ? SheetColors.Right : SheetColors.Wrong);
        SheetLine truth = new($"{Percent(prediction.OfLabel)} {prediction.Picture.Label}", SheetColors.Right);
        return new SheetCell(
            Thumbnail.Of(prediction.Picture.ToFile(), task.Height, task.Width),
            prediction.IsRight ? SheetColors.Right : SheetColors.Wrong,
            prediction.IsRight ? [answer] : [answer, truth]);
    }

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{100 * probability:F0}%");
}
