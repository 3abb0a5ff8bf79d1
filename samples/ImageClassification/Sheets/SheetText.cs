using System.Text;
using SkiaSharp;

namespace ImageClassification;

/// <summary>Writes on a sheet, in whatever font of the system has the letters.</summary>
internal static class SheetText
{
    private const string Ellipsis = "…";

    // Small letters read best without serifs, which the default font may have.
    private static readonly SKTypeface _usual = new[] { "Segoe UI", "Helvetica", "DejaVu Sans", "Liberation Sans", "Noto Sans" }
        .Where(family => SKFontManager.Default.FontFamilies.Contains(family))
        .Select(SKTypeface.FromFamilyName)
        .FirstOrDefault(SKTypeface.Default);

    /// <summary>Whether there is any font: slim containers have none.</summary>
    public static bool HasFont { get; } = _usual.ContainsGlyphs("Aa0%");

    /// <summary>Draws a line, cut off where there is no more room.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <param name="line">What to write.</param>
    /// <param name="x">Its left end.</param>
    /// <param name="y">Its base.</param>
    /// <param name="size">Its height.</param>
    /// <param name="width">The room for it.</param>
    public static void Draw(SKCanvas canvas, SheetLine line, float x, float y, float size, float width)
    {
        using var paint = new SKPaint { Color = line.Color, Typeface = TypefaceFor(line.Text), TextSize = size, IsAntialias = true };
        string text = line.Text;
        for (int length = text.Length - 1; length > 0 && paint.MeasureText(text) > width; length--)
            text = line.Text[..length].TrimEnd() + Ellipsis;
        canvas.DrawText(text, x, y, paint);
    }

    private static SKTypeface TypefaceFor(string text)
    {
        foreach (Rune letter in text.EnumerateRunes())
        {
            if (!_usual.ContainsGlyph(letter.Value))
                return SKFontManager.Default.MatchCharacter(letter.Value) ?? _usual;
        }
        return _usual;
    }
}
