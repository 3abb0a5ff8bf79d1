using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using static Microsoft.ML.Acn.Tests.Inputs.Text.TestTexts;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

public class TextBatcherTests
{
    private static readonly string[] _texts =
        ["the cat sat on the mat", "", "cat", "I 😀 北京", "the the the", "a rhinoceros, rarely", "on the mat sat the cat"];

    [Theory]
    [InlineData(50, 30, false)]
    [InlineData(3, 2, false)] // collisions within a word
    [InlineData(0, 30, false)]
    [InlineData(50, 0, false)]
    [InlineData(0, 0, false)]
    [InlineData(50, 30, true)]
    [InlineData(3, 2, true)]
    [InlineData(0, 0, true)]
    public void A_batch_says_what_a_naive_reading_of_its_rows_says(int subwords, int bigrams, bool training)
    {
        TextVocabulary vocabulary = Vocabulary(["the", "cat", "on"], subwords, bigrams);
        TextRowStore store = Store(_texts);
        TrainingNoise? noise = training ? new TextNoise(new Random(1), 0) : null;
        var encoder = new TextEncoder(vocabulary, "Text", null);

        foreach (int[] rows in new int[][] { [0, 1, 2], [6], [3, 5, 4, 0], [1], [2, 2, 6] })
            AssertSame(store, vocabulary, rows, (TextBatch)encoder.Collate(store, rows, noise));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pairs_know_which_text_a_token_is_from(bool training)
    {
        TextVocabulary vocabulary = Vocabulary(["the", "cat"]);
        TextRowStore store = Pairs(6, ("the cat", "the dog"), ("", "cat"), ("cat", ""), ("", ""), ("one two three four", "five six seven eight"));
        TrainingNoise? noise = training ? new TextNoise(new Random(1), 0) : null;

        var batch = (TextBatch)new TextEncoder(vocabulary, "First", "Second").Collate(store, store.All(), noise);

        AssertSame(store, vocabulary, store.All(), batch);
    }

    [Fact]
    public void Only_training_lists_the_touched_rows_and_each_once()
    {
        TextVocabulary vocabulary = Vocabulary(["the", "cat"]);
        TextRowStore store = Store(_texts);
        var encoder = new TextEncoder(vocabulary, "Text", null);

        Assert.Null(encoder.Collate(store, [0, 3], null).Bags!.Touched);

        int[] touched = encoder.Collate(store, [0, 3], new TextNoise(new Random(1), 0)).Bags!.Touched!;
        IEnumerable<int> expected = new[] { 0, 3 }.SelectMany(row => NaiveToken.Of(store.Row(row), vocabulary)).SelectMany(token => token.Rows.Keys).Distinct();
        Assert.Equal(expected.Order(), touched.Order());
    }

    [Fact]
    public void Without_any_row_of_the_table_there_is_still_a_batch()
    {
        TextVocabulary vocabulary = Vocabulary([], subwordBuckets: 0, bigramBuckets: 0);
        TextRowStore store = Store("all words are rare", "");

        var batch = (TextBatch)new TextEncoder(vocabulary, "Text", null).Collate(store, [0, 1], new TextNoise(new Random(1), 0.5));

        Assert.Empty(batch.Bags!.Rows);
        Assert.Empty(batch.Bags!.Touched!);
        Assert.All(batch.Lengths, length => Assert.InRange(length, 1, 4));
    }

    [Fact]
    public void Hiding_words_leaves_at_least_one_and_keeps_the_order()
    {
        TextVocabulary vocabulary = Vocabulary([.. Enumerable.Range(0, 20).Select(i => $"w{i}")], subwordBuckets: 0, bigramBuckets: 0);
        TextRowStore store = Store(string.Join(' ', vocabulary.Words), "w7", "");
        var encoder = new TextEncoder(vocabulary, "Text", null);
        var noise = new TextNoise(new Random(3), 0.9);
        int kept = 0;

        for (int round = 0; round < 500; round++)
        {
            var batch = (TextBatch)encoder.Collate(store, [0, 1, 2], noise);
            int[] words = [.. batch.Words.Take(batch.Lengths[0]).Select(set => RowsOf(batch.Bags!, set).Single())];
            Assert.Equal(words.Order().Distinct(), words);
            Assert.InRange(words.Length, 1, 20);
            Assert.Equal([1, 1], batch.Lengths[1..]);
            kept += words.Length;
        }
        // A tenth of 20, and one where none is left: 2 + 0.9^20 = 2.12 per row, with a deviation of 0.06 over 500 rows.
        Assert.InRange(kept / 500.0, 1.85, 2.4);
    }

    [Fact]
    public void The_mark_between_two_texts_is_never_hidden()
    {
        TextRowStore store = Pairs(10, ("a b c", "d e f"));
        var encoder = new TextEncoder(Vocabulary(["a"]), "First", "Second");
        var noise = new TextNoise(new Random(3), 0.9);

        for (int round = 0; round < 100; round++)
            Assert.Contains(1, ((TextBatch)encoder.Collate(store, [0], noise)).Segments!);
    }

    private static void AssertSame(TextRowStore store, TextVocabulary vocabulary, int[] rows, TextBatch batch)
    {
        Assert.Equal(rows.Length, batch.Count);
        Assert.Equal(rows.Max(store.LengthOf), batch.Tokens);
        for (int row = 0; row < rows.Length; row++)
        {
            NaiveToken[] expected = NaiveToken.Of(store.Row(rows[row]), vocabulary);
            Assert.Equal(expected.Length, batch.Lengths[row]);
            for (int token = 0; token < batch.Tokens; token++)
            {
                int at = (row * batch.Tokens) + token;
                if (token >= expected.Length)
                {
                    Assert.Empty(RowsAt(batch, at));
                    continue;
                }
                Dictionary<int, double> actual = RowsAt(batch, at);
                Assert.Equal(expected[token].Rows.Keys.Order(), actual.Keys.Order());
                Assert.All(actual, row => Assert.Equal(expected[token].Rows[row.Key], row.Value, 1e-6));
                Assert.Equal(batch.Segments?[at] ?? 0, batch.Segments is null ? 0 : expected[token].Segment);
            }
        }
    }

    private static Dictionary<int, double> RowsAt(TextBatch batch, int at)
    {
        var rows = new Dictionary<int, double>();
        Add(batch.Words[at]);
        if (batch.Bigrams is not null)
            Add(batch.Bigrams[at]);
        return rows;

        void Add(int set)
        {
            int[] inSet = RowsOf(batch.Bags!, set);
            foreach (int row in inSet)
                rows[row] = rows.GetValueOrDefault(row) + (1.0 / inSet.Length);
        }
    }

    /// <summary>The rows of a set, by way of the touched rows where there are such.</summary>
    private static int[] RowsOf(RowBags bags, int set)
    {
        Range entries = bags.Starts[set]..bags.Starts[set + 1];
        int[] rows = bags.Rows[entries].ToArray();
        if (bags.Touched is { } touched)
            Assert.Equal(rows, bags.Positions![entries].Select(position => touched[position]));
        return rows;
    }
}
