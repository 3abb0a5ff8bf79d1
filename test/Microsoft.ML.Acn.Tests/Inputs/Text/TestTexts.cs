using Microsoft.ML.Acn.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

/// <summary>Short ways to words, stores and vocabularies.</summary>
internal static class TestTexts
{
    public static string[] Words(string text, bool ignoreCase = true, int atMost = int.MaxValue)
    {
        var words = new List<string>();
        Span<char> buffer = stackalloc char[TextSplitter.MaxWordLength + 2];
        var splitter = new TextSplitter(text, ignoreCase, buffer);
        while (words.Count < atMost && splitter.MoveNext(out ReadOnlySpan<char> word))
            words.Add(word.ToString());
        return [.. words];
    }

    public static TextRowStore Store(params string[] texts) => Store(256, texts);

    public static TextRowStore Store(int maxTokens, params string[] texts)
    {
        var store = new TextRowStore();
        foreach (string text in texts)
            store.Append(text, default, isPair: false, new TextFeatureRules(IgnoreCase: true, maxTokens));
        return store;
    }

    public static TextRowStore Pairs(int maxTokens, params (string First, string Second)[] pairs)
    {
        var store = new TextRowStore();
        foreach ((string first, string second) in pairs)
            store.Append(first, second, isPair: true, new TextFeatureRules(IgnoreCase: true, maxTokens));
        return store;
    }

    /// <summary>The words of a row, with <c>|</c> for the mark that stands between two texts or for an empty one.</summary>
    public static string[] Row(this TextRowStore store, int row)
        => [.. store.Tokens(row).ToArray().Select(token => token == Lexicon.Boundary ? "|" : store.Lexicon.Word(token))];

    public static TextVocabulary Vocabulary(IReadOnlyList<string> words, int subwordBuckets = 50, int bigramBuckets = 30, int maxTokens = 256)
        => new(words, new TextFeatureConfig
        {
            MaxTokens = maxTokens,
            IgnoreCase = true,
            MinSubword = 3,
            MaxSubword = 5,
            SubwordBuckets = subwordBuckets,
            BigramBuckets = bigramBuckets,
        });

    public static int[] All(this TextRowStore store) => [.. Enumerable.Range(0, store.Count)];
}
