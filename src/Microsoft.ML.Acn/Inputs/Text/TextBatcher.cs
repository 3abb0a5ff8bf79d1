namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Builds batches from the rows of one store. Owned by the store, and like it used by one thread at a time.</summary>
internal sealed class TextBatcher(TextVocabulary vocabulary, bool isPair)
{
    private readonly RowBagsBuilder _bags = new(vocabulary);
    private readonly IntList _kept = new();
    private readonly TokenMasker _masker = new(vocabulary);

    public TextVocabulary Vocabulary => vocabulary;

    /// <param name="store">The store that owns this batcher.</param>
    /// <param name="rows">Positions in the store.</param>
    /// <param name="noise">Training noise (<see cref="TextNoise"/> or <see cref="MaskNoise"/>), with which the batch also says which rows of the table it touches; null for scoring.</param>
    public TextBatch Build(TextRowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        Lexicon lexicon = store.Lexicon;
        BatchArray<int> lengthOfRow = Keep(store, rows, noise);
        ReadOnlySpan<int> lengths = lengthOfRow.Span;
        int longest = 0;
        foreach (int length in lengths)
            longest = Math.Max(longest, length);
        int size = checked(rows.Length * longest);
        BatchArray<int> wordOfToken = Padded(size);
        BatchArray<int>? pairOfToken = vocabulary.Config.BigramBuckets > 0 ? Padded(size) : null;
        BatchArray<int>? segmentOfToken = isPair ? Padded(size) : null;
        Span<int> words = wordOfToken.Span, bigrams = BatchArray<int>.SpanOf(pairOfToken), segments = BatchArray<int>.SpanOf(segmentOfToken);
        MaskedTokens? masked = noise is MaskNoise masking ? _masker.Mask(lexicon, _kept, lengths, longest, masking) : null;
        _bags.Begin(lexicon, isTraining: noise is not null);
        int next = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            int at = row * longest;
            int segment = 0;
            uint previous = lexicon.Hash(Lexicon.Boundary);
            bool hasMaskBefore = false;
            foreach (int token in _kept.Slice(next, lengths[row]))
            {
                uint hash = lexicon.Hash(token);
                words[at] = _bags.Word(token, lexicon);
                if (!bigrams.IsEmpty)
                    bigrams[at] = IsMask(token) || hasMaskBefore ? RowBags.EmptySet : _bags.Pair(previous, hash);
                if (token == Lexicon.Boundary)
                    segment = 1;
                if (!segments.IsEmpty)
                    segments[at] = segment;
                previous = hash;
                hasMaskBefore = IsMask(token);
                at++;
            }
            next += lengths[row];
        }
        return new TextBatch
        {
            Count = rows.Length,
            Tokens = longest,
            Lengths = lengthOfRow,
            Bags = _bags.Build(),
            Words = wordOfToken,
            Bigrams = pairOfToken,
            Segments = segmentOfToken,
            Chosen = masked?.Positions,
            Targets = masked?.Words,
        };
    }

    /// <summary>A masked token reads as padding does: its set is empty, and so is that of each pair that it is in.</summary>
    private static bool IsMask(int token) => token == Lexicon.Padding;

    /// <summary>Copies the rows' tokens, less those that are hidden; at least one stays. Returns what is left of each row.</summary>
    private BatchArray<int> Keep(TextRowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        _kept.Clear();
        BatchArray<int> lengthOfRow = BatchArray<int>.Of(rows.Length);
        Span<int> lengths = lengthOfRow.Span;
        double hidden = (noise as TextNoise)?.HiddenShare ?? 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> tokens = store.Tokens(rows[i]);
            int before = _kept.Count;
            foreach (int token in tokens)
            {
                if (hidden == 0 || token == Lexicon.Boundary || noise!.Random.NextDouble() >= hidden)
                    _kept.Add(token);
            }
            if (_kept.Count == before)
                _kept.Add(tokens[noise!.Random.Next(tokens.Length)]);
            lengths[i] = _kept.Count - before;
        }
        return lengthOfRow;
    }

    /// <summary>Zeros for all tokens, which padding keeps: its set is the empty one, its text the first.</summary>
    private static BatchArray<int> Padded(int tokens)
    {
        BatchArray<int> array = BatchArray<int>.Of(tokens);
        array.Span.Clear();
        return array;
    }
}
