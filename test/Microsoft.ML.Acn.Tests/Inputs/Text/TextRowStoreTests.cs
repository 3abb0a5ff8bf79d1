using Microsoft.ML.Acn.Inputs.Text;
using static Microsoft.ML.Acn.Tests.Inputs.Text.TestTexts;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

public class TextRowStoreTests
{
    [Fact]
    public void Rows_come_back_as_their_words()
    {
        TextRowStore store = Store("The cat", "", "a cat's tale", " \t ");

        Assert.Equal(4, store.Count);
        Assert.Equal(["the", "cat"], store.Row(0));
        Assert.Equal(["|"], store.Row(1));
        Assert.Equal(["a", "cat's", "tale"], store.Row(2));
        Assert.Equal(["|"], store.Row(3));
        Assert.Equal([2, 1, 3, 1], store.All().Select(store.LengthOf));
        Assert.Equal(0, store.CutRows);
    }

    [Fact]
    public void A_row_is_cut_at_the_limit_and_counted()
    {
        TextRowStore store = Store(3, "a b c", "a b c d", "a b c d e", "a b c \t ");

        Assert.Equal(["a", "b", "c"], store.Row(2));
        Assert.Equal(2, store.CutRows);
    }

    [Theory]
    [InlineData("a b", "x y", 10, "a b | x y", 0)]
    [InlineData("a b", "x y", 5, "a b | x y", 0)]
    [InlineData("a b c d e f", "x", 5, "a b c | x", 1)] // a short second text stays whole
    [InlineData("a", "u v w x y z", 5, "a | u v w", 1)] // and gets what the first leaves
    [InlineData("a b c d e f", "u v w x y z", 5, "a b | u v", 1)]
    [InlineData("a b c d e f", "u v w x y z", 6, "a b c | u v", 1)]
    [InlineData("a b c d e f", "", 5, "a b c d |", 1)]
    [InlineData("", "u v w x y z", 5, "| u v w x", 1)]
    [InlineData("", "", 5, "|", 0)]
    [InlineData("a b c", "x y z", 2, "a |", 1)]
    [InlineData("a b c", "x y z", 1, "|", 1)]
    public void A_pair_shares_the_limit(string first, string second, int limit, string expected, int cut)
    {
        TextRowStore store = Pairs(limit, (first, second));

        Assert.Equal(expected, string.Join(' ', store.Row(0)));
        Assert.Equal(cut, store.CutRows);
    }

    [Fact]
    public void A_pair_is_counted_once_when_both_of_its_texts_are_cut()
    {
        TextRowStore store = Pairs(3, ("a b c d e", "u v w x y"), ("a", "b"));

        Assert.Equal(1, store.CutRows);
    }

    [Fact]
    public void Cleared_it_starts_over()
    {
        TextRowStore store = Store(2, "a b c", "d");

        store.Clear();
        store.Append("d e", default, isPair: false, new TextFeatureRules(IgnoreCase: true, MaxTokens: 2));

        Assert.Equal((1, 0, 2), (store.Count, store.CutRows, store.TokenCount));
        Assert.Equal(["d", "e"], store.Row(0));
    }

    [Fact]
    public void A_scoring_store_forgets_words_before_they_fill_the_memory()
    {
        TextVocabulary vocabulary = Vocabulary(["w0"]);
        var encoder = new TextEncoder(vocabulary, "Text", null);
        var store = new TextRowStore();
        for (int i = 0; i < 300_000; i++)
        {
            if (i % 1_000 == 0)
                store.Clear();
            store.Append($"w{i}", default, isPair: false, new TextFeatureRules(IgnoreCase: true, MaxTokens: 4));
        }
        Assert.InRange(store.Lexicon.Count, 2, 110_000);

        // Words were numbered anew; batches must not mix them up with the old ones.
        store.Clear();
        store.Append("w0", default, isPair: false, new TextFeatureRules(IgnoreCase: true, MaxTokens: 4));
        var batch = (TextBatch)encoder.Collate(store, [0], null);
        Assert.Contains(0, batch.Bags!.Rows);
    }

    [Fact]
    public void A_store_that_is_read_with_another_vocabulary_gives_the_rows_of_that_one()
    {
        TextRowStore store = Store("a b", "b c");
        var first = new TextEncoder(Vocabulary(["a", "b"], subwordBuckets: 0, bigramBuckets: 0), "Text", null);
        var second = new TextEncoder(Vocabulary(["b"], subwordBuckets: 0, bigramBuckets: 0), "Text", null);

        Assert.Equal([0, 1], ((TextBatch)first.Collate(store, [0], null)).Bags!.Rows);
        Assert.Equal([0], ((TextBatch)second.Collate(store, [0], null)).Bags!.Rows);
        Assert.Equal([0, 1], ((TextBatch)first.Collate(store, [0], null)).Bags!.Rows);
    }
}
