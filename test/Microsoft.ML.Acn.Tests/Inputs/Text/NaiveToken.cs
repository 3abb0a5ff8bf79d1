using Microsoft.ML.Acn.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

/// <summary>
/// What a token consists of, worked out with strings and dictionaries, without sharing anything between tokens: the reference for
/// <see cref="TextBatch"/>.
/// </summary>
/// <param name="Rows">Rows of the table with their weight in the token's embedding.</param>
/// <param name="Segment">0, or 1 for the mark between two texts and what follows it.</param>
internal sealed record NaiveToken(Dictionary<int, double> Rows, int Segment)
{
    /// <param name="words">A row's words, with <c>|</c> for the mark.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    public static NaiveToken[] Of(IEnumerable<string> words, TextVocabulary vocabulary)
    {
        var tokens = new List<NaiveToken>();
        uint previous = 1;
        int segment = 0;
        foreach (string word in words)
        {
            bool isMark = word == "|";
            int[] parts = isMark ? [] : Parts(word, vocabulary);
            var rows = new Dictionary<int, double>();
            foreach (int part in parts)
                rows[part] = rows.GetValueOrDefault(part) + (1.0 / parts.Length);

            uint hash = isMark ? 1 : TextHash.Of(word);
            if (vocabulary.Config.BigramBuckets > 0)
            {
                int pair = vocabulary.Words.Count + vocabulary.Config.SubwordBuckets + TextHash.Bucket(TextHash.OfPair(previous, hash), vocabulary.Config.BigramBuckets);
                rows[pair] = rows.GetValueOrDefault(pair) + 1;
            }
            previous = hash;
            segment = isMark ? 1 : segment;
            tokens.Add(new NaiveToken(rows, segment));
        }
        return [.. tokens];
    }

    private static int[] Parts(string word, TextVocabulary vocabulary)
    {
        var parts = new List<int>();
        int own = vocabulary.Words.ToList().IndexOf(word);
        if (own >= 0)
            parts.Add(own);
        string marked = $"<{word}>";
        for (int length = vocabulary.Config.MinSubword; length <= vocabulary.Config.MaxSubword && vocabulary.Config.SubwordBuckets > 0; length++)
        {
            for (int start = 0; start + length <= marked.Length; start++)
            {
                string gram = marked.Substring(start, length);
                if (!char.IsLowSurrogate(gram[0]) && !char.IsHighSurrogate(gram[^1]))
                    parts.Add(vocabulary.Words.Count + TextHash.Bucket(TextHash.Of(gram), vocabulary.Config.SubwordBuckets));
            }
        }
        return [.. parts];
    }
}
