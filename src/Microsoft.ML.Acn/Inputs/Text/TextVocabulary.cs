namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>The sizes and rules by which words become rows of the embedding table. Saved with the model.</summary>
internal sealed record TextFeatureConfig
{
    public required int MaxTokens { get; init; }

    public required bool IgnoreCase { get; init; }

    public required int MinSubword { get; init; }

    public required int MaxSubword { get; init; }

    public required int SubwordBuckets { get; init; }

    public required int BigramBuckets { get; init; }
}

/// <summary>
/// Which rows of the one embedding table stand for a word. The table holds, in this order: one row for each word of the vocabulary,
/// <c>SubwordBuckets</c> rows that character n-grams are hashed into, and <c>BigramBuckets</c> rows for hashed word pairs.
/// </summary>
internal sealed class TextVocabulary
{
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public TextVocabulary(IReadOnlyList<string> words, TextFeatureConfig config)
    {
        Words = words;
        Config = config;
        _rows = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (int i = 0; i < words.Count; i++)
            _rows.Add(words[i], i);
        _lookup = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Words with a row of their own, most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    public TextFeatureConfig Config { get; }

    /// <summary>Rows of the embedding table; at least one, so that there is always a row to read.</summary>
    public int TableRows => Math.Max(Words.Count + Config.SubwordBuckets + Config.BigramBuckets, 1);

    /// <summary>The row of a word's own; null if it has none.</summary>
    public int? RowOf(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out int own) ? own : null;

    /// <summary>Appends the rows whose mean is the word's embedding: its own, if it has one, and those of its character n-grams.</summary>
    public void AppendRows(ReadOnlySpan<char> word, IntList rows)
    {
        if (RowOf(word) is { } own)
            rows.Add(own);
        if (Config.SubwordBuckets == 0)
            return;

        // '<' and '>' mark the ends, so that a prefix differs from the same letters elsewhere (Bojanowski et al. 2017).
        Span<char> marked = word.Length <= TextSplitter.MaxWordLength + 8 ? stackalloc char[word.Length + 2] : new char[word.Length + 2];
        marked[0] = '<';
        word.CopyTo(marked[1..]);
        marked[^1] = '>';
        for (int start = 0; start < marked.Length; start++)
        {
            if (char.IsLowSurrogate(marked[start]))
                continue;
            int longest = Math.Min(Config.MaxSubword, marked.Length - start);
            for (int length = Config.MinSubword; length <= longest; length++)
            {
                if (!char.IsHighSurrogate(marked[start + length - 1]))
                    rows.Add(Words.Count + TextHash.Bucket(TextHash.Of(marked.Slice(start, length)), Config.SubwordBuckets));
            }
        }
    }

    /// <summary>The row of a pair of neighbouring words, given by their hashes; there must be bigram rows.</summary>
    public int BigramRow(uint previous, uint word)
        => Words.Count + Config.SubwordBuckets + TextHash.Bucket(TextHash.OfPair(previous, word), Config.BigramBuckets);
}
