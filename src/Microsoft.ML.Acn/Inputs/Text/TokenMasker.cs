namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Hides words of a batch's tokens before it is built, so that nothing of a masked word gets into the batch.</summary>
/// <param name="vocabulary">Its first words are the classes.</param>
internal sealed class TokenMasker(TextVocabulary vocabulary)
{
    private readonly IntList _candidates = new();

    /// <param name="lexicon">Numbers the words. May get words of the vocabulary that no text of the store has.</param>
    /// <param name="tokens">The rows' tokens one after another, changed in place: a mask is <see cref="Lexicon.Padding"/>.</param>
    /// <param name="lengths">Tokens of each row. (B)</param>
    /// <param name="longest">T, the most of them.</param>
    /// <param name="noise">Decides.</param>
    public MaskedTokens Mask(Lexicon lexicon, IntList tokens, ReadOnlySpan<int> lengths, int longest, MaskNoise noise)
    {
        var positions = new List<long>();
        var words = new List<long>();
        int start = 0;
        for (int row = 0; row < lengths.Length; start += lengths[row++])
        {
            int chosen = Choose(lexicon, tokens, start, lengths[row], noise);
            for (int i = 0; i < chosen; i++)
            {
                int at = _candidates[i];
                positions.Add((row * (long)longest) + at - start);
                words.Add(ClassOf(lexicon, tokens[at], noise.Classes)!.Value);
                tokens[at] = Hide(lexicon, tokens[at], noise);
            }
        }
        return new MaskedTokens([.. positions], [.. words]);
    }

    /// <summary>Draws tokens of a row to the front of the candidates. Returns how many: their share, rounded up or down by chance so that it is met on the whole.</summary>
    private int Choose(Lexicon lexicon, IntList tokens, int start, int length, MaskNoise noise)
    {
        _candidates.Clear();
        for (int at = start; at < start + length; at++)
        {
            if (ClassOf(lexicon, tokens[at], noise.Classes) is { } word && (noise.Considered is null || noise.Random.NextDouble() < noise.Considered[word]))
                _candidates.Add(at);
        }
        int chosen = Math.Min((int)((noise.Share * _candidates.Count) + noise.Random.NextDouble()), _candidates.Count);
        for (int i = 0; i < chosen; i++)
        {
            int other = noise.Random.Next(i, _candidates.Count);
            (_candidates[i], _candidates[other]) = (_candidates[other], _candidates[i]);
        }
        return chosen;
    }

    private int Hide(Lexicon lexicon, int token, MaskNoise noise)
    {
        double lot = noise.Random.NextDouble();
        if (lot < noise.Masked)
            return Lexicon.Padding;
        return lot < noise.Masked + noise.Replaced ? lexicon.IdOf(vocabulary.Words[noise.Random.Next(noise.Classes)]) : token;
    }

    /// <summary>The class of a token's word, which is its row of the table; null if it has none.</summary>
    private int? ClassOf(Lexicon lexicon, int token, int classes)
        => lexicon.RowsOf(token, vocabulary) is [int own, ..] && own < classes ? own : null;
}

/// <summary>The tokens of a batch that are to be guessed.</summary>
/// <param name="Positions">Where they are among the batch's B*T tokens. (N)</param>
/// <param name="Words">The classes of their words. (N)</param>
internal sealed record MaskedTokens(long[] Positions, long[] Words);
