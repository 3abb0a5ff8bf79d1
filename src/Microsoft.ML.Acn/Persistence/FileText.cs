using System.Globalization;
using System.Text;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Text that comes from a file, which may be anybody's, as messages show it.</summary>
internal static class FileText
{
    private const int Longest = 500;

    /// <summary>The text in one line of bounded length: control and format characters by their numbers, the rest left out.</summary>
    public static string Shown(string text)
    {
        if (text.Length <= Longest && !text.EnumerateRunes().Any(IsHidden))
            return text;
        var shown = new StringBuilder();
        foreach (Rune character in text.EnumerateRunes())
        {
            if (shown.Length >= Longest)
                return shown.Append(" ...").ToString();
            if (IsHidden(character))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{character.Value:X4}}}");
            else
                shown.Append(character.ToString());
        }
        return shown.ToString();
    }

    private static bool IsHidden(Rune character)
        => Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
