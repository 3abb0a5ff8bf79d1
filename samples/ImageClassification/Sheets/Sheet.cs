using SkiaSharp;

namespace ImageClassification;

/// <summary>A picture of pictures: titled bands of cells in a grid.</summary>
internal static class Sheet
{
    private const int Margin = 24;
    private const int Gap = 14;
    private const int TitleHeight = 40;
    private const int LineHeight = 18;
    private const float TitleSize = 18;
    private const float LineSize = 13;
    private const int FrameWidth = 3;

    // About this large, whatever number of pixels a picture has.
    private const int WishedSide = 112;

    /// <summary>Draws the bands one below the other, and writes a PNG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Cells of a row.</param>
    /// <param name="bands">At least one with a cell; the pictures are all of one size.</param>
    public static void Write(string path, int columns, params SheetBand[] bands)
    {
        SKBitmap first = bands.SelectMany(band => band.Cells).First().Picture;
        int scale = Math.Max((int)Math.Round((double)WishedSide / Math.Max(first.Width, first.Height)), 1);
        int lines = bands.SelectMany(band => band.Cells).Max(cell => cell.Lines.Count);
        var picture = new SKSizeI(scale * first.Width, scale * first.Height);
        var step = new SKSizeI(Math.Max(picture.Width, WishedSide) + Gap, picture.Height + (lines * LineHeight) + Gap);

        int height = bands.Sum(band => TitleHeight + (Rows(band) * step.Height));
        using var bitmap = new SKBitmap((2 * Margin) + (columns * step.Width) - Gap, (2 * Margin) + height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        int top = Margin;
        foreach (SheetBand band in bands)
        {
            SheetText.Draw(canvas, new SheetLine(band.Title, SheetColors.Ink), Margin, top + TitleSize, TitleSize, bitmap.Width - (2 * Margin));
            for (int i = 0; i < band.Cells.Count; i++)
                DrawCell(canvas, band.Cells[i], new SKPointI(Margin + (i % columns * step.Width), top + TitleHeight + (i / columns * step.Height)), picture, step.Width - Gap);
            top += TitleHeight + (Rows(band) * step.Height);
        }
        using SKData file = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, file.ToArray());

        int Rows(SheetBand band) => (band.Cells.Count + columns - 1) / columns;
    }

    private static void DrawCell(SKCanvas canvas, SheetCell cell, SKPointI corner, SKSizeI size, int textWidth)
    {
        var place = SKRect.Create(corner.X, corner.Y, size.Width, size.Height);
        // Pixels are to be seen as they are.
        using var pixels = new SKPaint { FilterQuality = SKFilterQuality.None };
        canvas.DrawBitmap(cell.Picture, place, pixels);
        if (cell.Frame is { } color)
        {
            using var frame = new SKPaint { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = FrameWidth };
            place.Inflate(FrameWidth / 2f, FrameWidth / 2f);
            canvas.DrawRect(place, frame);
        }
        for (int i = 0; i < cell.Lines.Count; i++)
            SheetText.Draw(canvas, cell.Lines[i], corner.X, corner.Y + size.Height + ((i + 1) * LineHeight), LineSize, textWidth);
    }
}

/// <summary>A titled part of a sheet.</summary>
internal sealed record SheetBand(string Title, IReadOnlyList<SheetCell> Cells);

/// <summary>A picture with lines of text below it.</summary>
internal sealed record SheetCell(SKBitmap Picture, SKColor? Frame, IReadOnlyList<SheetLine> Lines);

/// <summary>A line of text.</summary>
internal sealed record SheetLine(string Text, SKColor Color);

/// <summary>The colours of sheets.</summary>
internal static class SheetColors
{
    public static SKColor Ink { get; } = new(0x22, 0x22, 0x22);

    public static SKColor Faint { get; } = new(0x6B, 0x6B, 0x6B);

    public static SKColor Right { get; } = new(0x1B, 0x7F, 0x3B);

    public static SKColor Wrong { get; } = new(0xC6, 0x28, 0x28);
}
