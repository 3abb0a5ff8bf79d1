using System.Buffers;
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

    private static readonly SearchValues<char> _plainLetters = SearchValues.Create([.. Enumerable.Range(0, 128).Select(value => (char)value).Where(value => CharacterKinds.Of(new Rune(value)) == CharacterKind.Letter)]);

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

    /// <summary>Finds the next word; it is valid until the next call.</summary>
    public bool MoveNext(out ReadOnlySpan<char> word) => TryPlainWord(out word) || MoveNextOfAny(out word);

    /// <summary>A word of ASCII letters and digits that ends with the text or before another ASCII character that is no apostrophe: it is found several characters at a time.</summary>
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
            CharacterKind kind = CharacterKinds.Of(rune);
            if (kind == CharacterKind.Apostrophe)
            {
                // The typewriter's and the typographer's apostrophe are one.
                rune = new Rune('\'');
                kind = length > 0 && symbol == default && LetterFollows(consumed) ? CharacterKind.Letter : CharacterKind.Symbol;
            }

            bool ends = length > 0 && kind switch
            {
                CharacterKind.Ignored => false,
                CharacterKind.Letter => symbol != default || length >= MaxWordLength,
                CharacterKind.Symbol => symbol != rune || length >= MaxWordLength,
                _ => true,
            };
            if (ends)
                break;

            _position += consumed;
            if (kind is CharacterKind.Separator or CharacterKind.Ignored)
                continue;
            compose |= CharacterKinds.NeedsComposition(rune);
            length += Append(rune, length);
            if (kind == CharacterKind.Single)
            {
                // A mark that follows belongs to its base character, in every script.
                length += AppendMarks(length, ref compose);
                break;
            }
            if (kind == CharacterKind.Symbol)
                symbol = rune;
        }
        word = compose ? _word[..length].ToString().Normalize(NormalizationForm.FormC) : _word[..length];
        return length > 0;
    }

    /// <summary>Whether a word is a single character (with its marks) of a script that is written without spaces.</summary>
    public static bool IsSingle(ReadOnlySpan<char> word)
        => Rune.DecodeFromUtf16(word, out Rune rune, out _) == OperationStatus.Done && CharacterKinds.Of(rune) == CharacterKind.Single;

    private readonly bool LetterFollows(int consumed)
    {
        ReadOnlySpan<char> rest = _text[(_position + consumed)..];
        return Rune.DecodeFromUtf16(rest, out Rune next, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetter(next) && CharacterKinds.Of(next) == CharacterKind.Letter;
    }

    private readonly int Append(Rune rune, int at)
        => (_ignoreCase ? Rune.ToLowerInvariant(rune) : rune).EncodeToUtf16(_word[at..]);

    private int AppendMarks(int at, ref bool compose)
    {
        int start = at;
        while (_position < _text.Length && at < MaxWordLength)
        {
            Rune.DecodeFromUtf16(_text[_position..], out Rune rune, out int consumed);
            if (!CharacterKinds.IsMark(rune))
                break;
            _position += consumed;
            if (CharacterKinds.IsVariationSelector(rune.Value))
                continue;
            at += Append(rune, at);
            compose = true;
        }
        return at - start;
    }
}
