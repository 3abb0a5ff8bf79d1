using System.Globalization;
using System.Text;

namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>What a character does to the words around it.</summary>
internal enum CharacterKind
{
    Separator,
    Ignored,
    Letter,
    Apostrophe,
    Single,
    Symbol,
}

/// <summary>Characters as <see cref="TextSplitter"/> sees them, by the categories and blocks of the Unicode Standard.</summary>
internal static class CharacterKinds
{
    public static CharacterKind Of(Rune rune)
    {
        int value = rune.Value;
        if (value < 128)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value == '_')
                return CharacterKind.Letter;
            return value <= ' ' || value == 127 ? CharacterKind.Separator : value == '\'' ? CharacterKind.Apostrophe : CharacterKind.Symbol;
        }
        if (value == 0x2019)
            return CharacterKind.Apostrophe;
        if (value == 0x200B)
            return CharacterKind.Separator;
        if (IsVariationSelector(value))
            return CharacterKind.Ignored;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterKind.Letter,
            UnicodeCategory.OtherLetter => IsWrittenWithoutSpaces(value) ? CharacterKind.Single : CharacterKind.Letter,
            UnicodeCategory.Format => CharacterKind.Ignored,
            UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => CharacterKind.Separator,
            _ => CharacterKind.Symbol,
        };
    }

    /// <summary>Blocks of the Unicode Standard for Thai, Lao, Burmese, Khmer, kana, bopomofo and Han characters.</summary>
    private static bool IsWrittenWithoutSpaces(int value) => value
        is (>= 0x0E00 and <= 0x0EFF)
        or (>= 0x1000 and <= 0x109F)
        or (>= 0x1780 and <= 0x17FF)
        or (>= 0x2E80 and <= 0x312F)
        or (>= 0x31A0 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFF66 and <= 0xFF9F)
        or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Marks that choose a glyph and say nothing: left in, a heart and the same heart drawn as an emoji would be two words.</summary>
    public static bool IsVariationSelector(int value) => value
        is (>= 0xFE00 and <= 0xFE0F)
        or (>= 0x180B and <= 0x180D)
        or 0x180F
        or (>= 0xE0100 and <= 0xE01EF);

    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    public static bool NeedsComposition(Rune rune)
        => rune.Value >= 0x300 && (rune.Value is >= 0x1100 and <= 0x11FF || IsMark(rune));
}
