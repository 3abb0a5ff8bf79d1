namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>How frequent the words are that can be guessed.</summary>
internal static class WordShares
{
    /// <summary>Of each class the share of its word among the tokens of some rows.</summary>
    /// <param name="store">Holds the rows.</param>
    /// <param name="rows">Positions in the store.</param>
    /// <param name="vocabulary">Its first words are the classes.</param>
    /// <param name="classes">How many there are.</param>
    public static double[] Of(TextRowStore store, ReadOnlySpan<int> rows, TextVocabulary vocabulary, int classes)
    {
        long[] counts = new long[store.Lexicon.Count];
        long all = 0;
        foreach (int row in rows)
        {
            ReadOnlySpan<int> tokens = store.Tokens(row);
            all += tokens.Length;
            foreach (int token in tokens)
                counts[token]++;
        }
        double[] shares = new double[classes];
        for (int word = Lexicon.Boundary + 1; word < counts.Length; word++)
        {
            if (vocabulary.RowOf(store.Lexicon.Word(word)) is { } own && own < classes)
                shares[own] = counts[word] / (double)all;
        }
        return shares;
    }

    /// <summary>
    /// Of each class the probability with which a token of its word is not passed over: √(t / f), at most 1, for a share f and the threshold t
    /// (Mikolov et al. 2013, arXiv 1310.4546, Eq. 5).
    /// </summary>
    /// <param name="shares">f of each class.</param>
    /// <param name="threshold">t.</param>
    public static double[] Considered(double[] shares, double threshold) => Array.ConvertAll(shares, share => share <= threshold ? 1 : Math.Sqrt(threshold / share));
}
