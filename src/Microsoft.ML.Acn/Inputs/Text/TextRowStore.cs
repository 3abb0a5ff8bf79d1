namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Rows of text as runs of word numbers: four bytes a token, each distinct word's string kept once.</summary>
internal sealed class TextRowStore : RowStore
{
    // A scoring store lives as long as its cursor or engine; beyond this many words it starts over.
    private const int MaxScoringWords = 100_000;

    private readonly IntList _tokens = new();
    private readonly IntList _ends = new();
    private TextBatcher? _batcher;

    public Lexicon Lexicon { get; } = new();

    public override int Count => _ends.Count;

    /// <summary>The words, and the table's rows for each of them.</summary>
    public override bool IsWorthKeeping => true;

    /// <summary>Rows that had more tokens than were kept.</summary>
    public int CutRows { get; private set; }

    /// <summary>The most tokens of a row that were kept, as of the last row that was cut.</summary>
    public int CutAt { get; private set; }

    /// <summary>All tokens of all rows.</summary>
    public int TokenCount => _tokens.Count;

    public override int LengthOf(int row) => _ends[row] - Start(row);

    public ReadOnlySpan<int> Tokens(int row) => _tokens.Slice(Start(row), LengthOf(row));

    /// <summary>Splits and appends one row of one or two texts.</summary>
    public void Append(ReadOnlySpan<char> first, ReadOnlySpan<char> second, bool isPair, TextFeatureRules rules)
    {
        int start = _tokens.Count;
        // A pair shares the limit: the second text gets what the first leaves, and at least half of it when both are long.
        int limit = rules.MaxTokens;
        bool cut = AppendText(first, rules.IgnoreCase, limit);
        if (isPair)
            cut |= AppendSecond(second, rules.IgnoreCase, start, limit);
        if (_tokens.Count == start)
            _tokens.Add(Lexicon.Boundary);
        if (cut)
            (CutRows, CutAt) = (CutRows + 1, limit);
        _ends.Add(_tokens.Count);
    }

    /// <summary>Appends a row that is split already.</summary>
    public void Append(IReadOnlyList<int> tokens)
    {
        foreach (int token in tokens)
            _tokens.Add(token);
        _ends.Add(_tokens.Count);
    }

    /// <summary>The working memory of batches made from this store with a vocabulary; another vocabulary starts it over.</summary>
    public TextBatcher BatcherFor(TextVocabulary vocabulary, bool isPair)
    {
        if (_batcher is null || _batcher.Vocabulary != vocabulary)
        {
            Lexicon.ForgetRows();
            _batcher = new TextBatcher(vocabulary, isPair);
        }
        return _batcher;
    }

    public override void Clear()
    {
        _tokens.Clear();
        _ends.Clear();
        CutRows = 0;
        if (Lexicon.Count > MaxScoringWords)
            Lexicon.Clear();
    }

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];

    private bool AppendText(ReadOnlySpan<char> text, bool ignoreCase, int room)
    {
        Span<char> buffer = stackalloc char[TextSplitter.MaxWordLength + 4];
        var splitter = new TextSplitter(text, ignoreCase, buffer);
        int taken = 0;
        while (splitter.MoveNext(out ReadOnlySpan<char> word))
        {
            if (taken++ == room)
                return true;
            _tokens.Add(Lexicon.IdOf(word));
        }
        return false;
    }

    private bool AppendSecond(ReadOnlySpan<char> text, bool ignoreCase, int start, int limit)
    {
        int firstLength = _tokens.Count - start;
        int mark = _tokens.Count;
        _tokens.Add(Lexicon.Boundary);
        bool cut = AppendText(text, ignoreCase, limit);
        int secondLength = _tokens.Count - mark - 1;
        int over = firstLength + 1 + secondLength - limit;
        if (over <= 0)
            return cut;

        int keepSecond = Math.Min(secondLength, Math.Max(limit - 1 - firstLength, (limit - 1) / 2));
        int keepFirst = Math.Max(limit - 1 - keepSecond, 0);
        int[] kept = [.. _tokens.Slice(start, Math.Min(keepFirst, firstLength)), Lexicon.Boundary, .. _tokens.Slice(mark + 1, keepSecond)];
        _tokens.RemoveFrom(start);
        foreach (int token in kept.AsSpan(0, Math.Min(kept.Length, limit)))
            _tokens.Add(token);
        return true;
    }
}

/// <summary>What splitting needs to know.</summary>
internal readonly record struct TextFeatureRules(bool IgnoreCase, int MaxTokens);
