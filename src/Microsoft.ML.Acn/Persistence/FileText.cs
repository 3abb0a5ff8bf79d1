using System.Globalization;
using System.Text;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Text that comes from a file, which may be anybody's, in messages and logs.</summary>
internal static class FileText
{
    private const int Longest = 500;

    /// <summary>The text in one line of bounded length: control and format characters by their numbers, the rest left out.</summary>
    public static string Shown(string text)
    {
        bool isLong = text.Length > Longest;
        if (!isLong && !text.Any(IsHidden))
            return text;
        var shown = new StringBuilder();
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            if (IsHidden(character))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                shown.Append(character);
        }
        return isLong ? shown.Append(" ...").ToString() : shown.ToString();
    }

    private static bool IsHidden(char character)
        => char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
