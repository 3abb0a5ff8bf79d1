using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;
using static Microsoft.ML.Acn.Tests.Inputs.Text.TestTexts;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

public class TextVocabularyTests
{
    [Fact]
    public void A_word_has_its_own_row_and_those_of_its_character_n_grams()
    {
        TextVocabulary vocabulary = Vocabulary(["dog", "cat"], subwordBuckets: 1_000);

        int[] expected = [1, .. Rows(2, 1_000, "<ca", "<cat", "<cat>", "cat", "cat>", "at>")];

        Assert.Equal(expected.Order(), RowsOf(vocabulary, "cat").Order());
    }

    [Fact]
    public void An_unknown_word_has_its_n_grams_only()
    {
        TextVocabulary vocabulary = Vocabulary(["dog"], subwordBuckets: 1_000);

        Assert.Equal(Rows(1, 1_000, "<ox", "<ox>", "ox>").Order(), RowsOf(vocabulary, "ox").Order());
        Assert.Equal(Rows(1, 1_000, "<北>"), RowsOf(vocabulary, "北"));
    }

    [Fact]
    public void N_grams_do_not_cut_a_character_in_two()
    {
        TextVocabulary vocabulary = Vocabulary([], subwordBuckets: 1_000);

        // Five units: '<', two halves, 'a', '>'. Of the nine slices six would begin or end inside of the emoji or are too short.
        Assert.Equal(Rows(0, 1_000, "<😀", "<😀a", "<😀a>", "😀a", "😀a>").Order(), RowsOf(vocabulary, "😀a").Order());
    }

    [Fact]
    public void Without_subwords_an_unknown_word_has_no_row()
    {
        TextVocabulary vocabulary = Vocabulary(["dog"], subwordBuckets: 0, bigramBuckets: 0);

        Assert.Empty(RowsOf(vocabulary, "ox"));
        Assert.Equal([0], RowsOf(vocabulary, "dog"));
        Assert.Equal(1, vocabulary.TableRows);
    }

    [Fact]
    public void Every_row_is_inside_of_the_table_and_of_its_own_part()
    {
        TextVocabulary vocabulary = Vocabulary(["dog", "cat"], subwordBuckets: 7, bigramBuckets: 5);

        Assert.Equal(14, vocabulary.TableRows);
        foreach (string word in new[] { "a", "rhinoceros", new string('x', 500), "<>" })
            Assert.All(RowsOf(vocabulary, word), row => Assert.InRange(row, 2, 8));
        for (uint i = 0; i < 1_000; i++)
            Assert.InRange(vocabulary.BigramRow(i * 0x9E3779B1u, i), 9, 13);
    }

    [Fact]
    public void The_most_frequent_words_are_chosen_by_the_rows_that_they_appear_in()
    {
        TextRowStore store = Store("b b b b a", "a c", "c a", "b", "d");

        // a: 3 rows, b and c: 2 (ties in ordinal order), d: 1
        Assert.Equal(["a", "b", "c"], Built(store, store.All(), new AcnTextOptions { MinWordCount = 2 }).Words);
        Assert.Equal(["a", "b"], Built(store, store.All(), new AcnTextOptions { MinWordCount = 1, MaxVocabulary = 2 }).Words);
        Assert.Empty(Built(store, store.All(), new AcnTextOptions { MaxVocabulary = 0 }).Words);
        Assert.Empty(Built(store, store.All(), new AcnTextOptions { MinWordCount = 10 }).Words);
    }

    [Fact]
    public void Validation_rows_are_not_looked_at()
    {
        TextRowStore store = Store("one two", "secret secret two", "one secret", "two");

        Assert.Equal(["two", "one"], Built(store, [0, 3], new AcnTextOptions { MinWordCount = 1 }).Words);
    }

    [Fact]
    public void Neither_mark_becomes_a_word()
    {
        TextRowStore store = Pairs(10, ("", ""), ("", "x"), ("", ""));

        Assert.Equal(["x"], Built(store, store.All(), new AcnTextOptions { MinWordCount = 1 }).Words);
    }

    [Fact]
    public void Table_sizes_given_by_the_user_are_taken_and_others_do_not_shrink_with_more_text()
    {
        TextRowStore small = Store("a few words"), large = Store([.. Enumerable.Range(0, 3_000).Select(i => $"w{i} v{i * 7919} u{i * 104_729}")]);
        var options = new AcnTextOptions { SubwordBuckets = 123, BigramBuckets = 0 };

        TextFeatureConfig given = Built(small, small.All(), options).Config;
        Assert.Equal((123, 0), (given.SubwordBuckets, given.BigramBuckets));

        TextFeatureConfig few = Built(small, small.All(), new AcnTextOptions()).Config, many = Built(large, large.All(), new AcnTextOptions()).Config;
        Assert.InRange(few.SubwordBuckets, 0, many.SubwordBuckets);
        Assert.InRange(few.BigramBuckets, 0, many.BigramBuckets);
    }

    [Theory]
    [InlineData("老虎是一种大型猫科动物", true)]
    [InlineData("the word 猫 means a cat", false)]
    [InlineData("a large striped cat", false)]
    public void Pairs_are_hashed_where_words_are_single_characters(string text, bool expected)
    {
        TextRowStore store = Store(text, text);

        Assert.Equal(expected, Built(store, store.All(), new AcnTextOptions()).Config.BigramBuckets > 0);
        Assert.Equal(0, Built(store, store.All(), new AcnTextOptions { BigramBuckets = 0 }).Config.BigramBuckets);
    }

    [Fact]
    public void A_table_holds_its_entries_up_to_a_limit()
    {
        int[] sizes = [.. new[] { 0, 1, 5_000, 100_000, 1_000_000, int.MaxValue / 4 }.Select(TextVocabularyBuilder.TableFor)];

        Assert.Equal(sizes.Order(), sizes);
        Assert.All(sizes, size => Assert.InRange(size, 1, 1 << 22));
        Assert.True(sizes[2] >= 5_000);
    }

    private static TextVocabulary Built(TextRowStore store, int[] rows, AcnTextOptions options) => TextVocabularyBuilder.Build(store, rows, options);

    private static int[] RowsOf(TextVocabulary vocabulary, string word)
    {
        var rows = new IntList();
        vocabulary.AppendRows(word, rows);
        return rows.Slice(0, rows.Count).ToArray();
    }

    private static int[] Rows(int words, int buckets, params string[] grams)
        => [.. grams.Select(gram => words + TextHash.Bucket(TextHash.Of(gram), buckets))];
}
