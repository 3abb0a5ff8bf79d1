using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>
/// Splits a text of any language into words, in one pass and without allocating for plain words.
/// </summary>
/// <remarks>
/// A word is a run of letters, marks, digits and joining punctuation; an apostrophe (straight or curved) between two letters belongs to it. A character of a script
/// that is written without spaces is a word by itself, as is a run of one symbol or punctuation mark. White space and control characters
/// separate; invisible format characters (soft hyphen, joiners, variation selectors) are passed over. Lone surrogates read as U+FFFD. Words with combining marks or
/// conjoining jamo are composed (NFC), so that both spellings of an accented letter are one word. Case is folded by the invariant culture.
/// </remarks>
internal ref struct TextSplitter
{
    /// <summary>Longer runs are cut into words of this many UTF-16 units.</summary>
    public const int MaxWordLength = 64;

    private static readonly SearchValues<char> _plainLetters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<char> _word;
    private readonly bool _ignoreCase;
    private int _position;

    /// <param name="text">The text to split.</param>
    /// <param name="ignoreCase">Whether to fold case.</param>
    /// <param name="buffer">Working space of at least <see cref="MaxWordLength"/> + 2 characters; a word may be a slice of it.</param>
    public TextSplitter(ReadOnlySpan<char> text, bool ignoreCase, Span<char> buffer)
    {
        _text = text;
        _ignoreCase = ignoreCase;
        _word = buffer;
        _position = 0;
    }

    private enum Kind
    {
        Separator,
        Ignored,
        Letter,
        Apostrophe,
        Single,
        Symbol,
    }

    /// <summary>Finds the next word; it is valid until the next call.</summary>
    public bool MoveNext(out ReadOnlySpan<char> word) => TryPlainWord(out word) || MoveNextOfAny(out word);

    /// <summary>A word of ASCII letters and digits with nothing but ASCII around it, as most are in many languages: several at a time, and not one by one.</summary>
    private bool TryPlainWord(out ReadOnlySpan<char> word)
    {
        while (_position < _text.Length && _text[_position] == ' ')
            _position++;
        // No further than needed: a run without end would be gone through for each of its words.
        ReadOnlySpan<char> rest = _text[_position..Math.Min(_text.Length, _position + MaxWordLength + 1)];
        int length = rest.IndexOfAnyExcept(_plainLetters);
        if (length < 0)
            length = rest.Length;
        // What follows may belong to the word, unless it is ASCII and no apostrophe.
        if (length is 0 or > MaxWordLength || (length < rest.Length && (rest[length] == '\'' || !char.IsAscii(rest[length]))))
        {
            word = default;
            return false;
        }
        _position += length;
        word = rest[..length];
        if (_ignoreCase)
        {
            Ascii.ToLower(word, _word, out _);
            word = _word[..length];
        }
        return true;
    }

    private bool MoveNextOfAny(out ReadOnlySpan<char> word)
    {
        int length = 0;
        bool compose = false;
        Rune symbol = default;
        while (_position < _text.Length)
        {
            Rune.DecodeFromUtf16(_text[_position..], out Rune rune, out int consumed);
            Kind kind = KindOf(rune);
            if (kind == Kind.Apostrophe)
            {
                // The typewriter's and the typographer's apostrophe are one.
                rune = new Rune('\'');
                kind = length > 0 && symbol == default && LetterFollows(consumed) ? Kind.Letter : Kind.Symbol;
            }

            bool ends = length > 0 && kind switch
            {
                Kind.Ignored => false,
                Kind.Letter => symbol != default || length >= MaxWordLength,
                Kind.Symbol => symbol != rune || length >= MaxWordLength,
                _ => true,
            };
            if (ends)
                break;

            _position += consumed;
            if (kind is Kind.Separator or Kind.Ignored)
                continue;
            compose |= NeedsComposition(rune);
            length += Append(rune, length);
            if (kind == Kind.Single)
            {
                // A mark that follows belongs to its base character, in every script.
                length += AppendMarks(length, ref compose);
                break;
            }
            if (kind == Kind.Symbol)
                symbol = rune;
        }
        word = compose ? _word[..length].ToString().Normalize(NormalizationForm.FormC) : _word[..length];
        return length > 0;
    }

    /// <summary>Whether a word is a single character (with its marks) of a script that is written without spaces.</summary>
    public static bool IsSingle(ReadOnlySpan<char> word)
        => Rune.DecodeFromUtf16(word, out Rune rune, out _) == OperationStatus.Done && KindOf(rune) == Kind.Single;

    private static Kind KindOf(Rune rune)
    {
        int value = rune.Value;
        if (value < 128)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value == '_')
                return Kind.Letter;
            return value <= ' ' || value == 127 ? Kind.Separator : value == '\'' ? Kind.Apostrophe : Kind.Symbol;
        }
        if (value == 0x2019)
            return Kind.Apostrophe;
        if (value == 0x200B)
            return Kind.Separator;
        if (IsVariationSelector(value))
            return Kind.Ignored;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Kind.Letter,
            UnicodeCategory.OtherLetter => IsWrittenWithoutSpaces(value) ? Kind.Single : Kind.Letter,
            UnicodeCategory.Format => Kind.Ignored,
            UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => Kind.Separator,
            _ => Kind.Symbol,
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
    private static bool IsVariationSelector(int value) => value
        is (>= 0xFE00 and <= 0xFE0F)
        or (>= 0x180B and <= 0x180D)
        or 0x180F
        or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool NeedsComposition(Rune rune)
        => rune.Value >= 0x300 && (rune.Value is >= 0x1100 and <= 0x11FF || IsMark(rune));

    private readonly bool LetterFollows(int consumed)
    {
        ReadOnlySpan<char> rest = _text[(_position + consumed)..];
        return Rune.DecodeFromUtf16(rest, out Rune next, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetter(next) && KindOf(next) == Kind.Letter;
    }

    private readonly int Append(Rune rune, int at)
        => (_ignoreCase ? Rune.ToLowerInvariant(rune) : rune).EncodeToUtf16(_word[at..]);

    private int AppendMarks(int at, ref bool compose)
    {
        int start = at;
        while (_position < _text.Length && at < MaxWordLength)
        {
            Rune.DecodeFromUtf16(_text[_position..], out Rune rune, out int consumed);
            if (!IsMark(rune))
                break;
            _position += consumed;
            if (IsVariationSelector(rune.Value))
                continue;
            at += Append(rune, at);
            compose = true;
        }
        return at - start;
    }
}
