using System.Diagnostics;
using System.Text;
using Microsoft.ML.Acn.Inputs.Text;
using static Microsoft.ML.Acn.Tests.Inputs.Text.TestTexts;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

public class TextSplitterRobustnessTests
{
    // Likely to meet each other: both kinds of surrogates, marks, jamo, joiners, apostrophes, letters of several scripts.
    private const string Awkward = "aZ9'_ \t.\u2019\u0301\u0308\u0345\u05B0\u093F\u0BC6\u0BBE\u0E31\u0E01\u1100\u1161\u11A8\uAC00\u200B\u200D\uFE0F\u4E00\u304B\u3099\u0130\u0131\u03A3\u1E9E\uFFFD\uFFFE\uFFFF\uD83D\uDE00\uD800\uDFFF\uDBFF\uDC00\0\u007F";

    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Any_sequence_of_utf16_units_can_be_split()
    {
        var random = new Random(5);
        for (int round = 0; round < 20_000; round++)
        {
            string text = RandomText(random, round % 2 == 0);

            string[] words = Words(text, ignoreCase: round % 3 != 0);

            foreach (string word in words)
            {
                Assert.InRange(word.Length, 1, 3 * (TextSplitter.MaxWordLength + 1));
                Assert.True(_strict.GetByteCount(word) > 0); // throws at a lone surrogate
            }
        }
    }

    [Fact]
    public void Texts_joined_by_a_space_give_their_words_one_after_the_other()
    {
        var random = new Random(6);
        for (int round = 0; round < 5_000; round++)
        {
            string first = RandomText(random, awkward: true), second = RandomText(random, awkward: true);
            Assert.Equal([.. Words(first), .. Words(second)], Words(first + " " + second));
        }
    }

    [Fact]
    public void Nothing_visible_is_lost_or_made_up()
    {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            string text = RandomText(random, awkward: false, ascii: true);
            string visible = string.Concat(text.Where(c => c is > ' ' and < '\u007F'));
            Assert.Equal(visible, string.Concat(Words(text, ignoreCase: false)));
        }
    }

    [Fact]
    public void Plain_words_are_those_that_are_found_letter_by_letter()
    {
        const string characters = "aZ_9m b-.!\t\n\u007F";
        var random = new Random(8);
        for (int round = 0; round < 5_000; round++)
        {
            // Runs around the longest word and twice as many, too.
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(9) == 0 ? new string('X', (TextSplitter.MaxWordLength * random.Next(1, 3)) + random.Next(-2, 4)) : $"{characters[random.Next(characters.Length)]}"));
            // A soft hyphen is passed over, and no word before it is plain.
            string slowly = string.Concat(text.Select(c => $"{c}\u00AD"));
            bool ignoreCase = round % 2 == 0;

            Assert.Equal(Words(slowly, ignoreCase), Words(text, ignoreCase));
        }
    }

    [Fact]
    public void Lone_surrogates_read_as_the_replacement_character()
    {
        Assert.Equal(["a", "\uFFFD", "b", "\uFFFD\uFFFD"], Words("a\uD83Db \uDE00\uD800"));
    }

    [Theory]
    [InlineData(62, "'y", "'y")]
    [InlineData(63, "'y", "' y")]
    [InlineData(64, "'y", " ' y")]
    [InlineData(65, "'y", " x'y")]
    [InlineData(64, "\u0301", " \u0301")]
    [InlineData(63, "\u00ADy", "y")]
    [InlineData(64, "\u00ADy", " y")]
    [InlineData(64, "y", " y")]
    [InlineData(64, ".", " .")]
    [InlineData(64, "", "")]
    public void Words_are_cut_after_64_characters(int letters, string more, string behind)
    {
        string[] expected = (new string('x', Math.Min(letters, 64)) + behind).Split(' ');
        foreach (bool ignoreCase in new[] { true, false })
            Assert.Equal(expected, Words(new string('x', letters) + more, ignoreCase));
    }

    [Fact]
    public void A_very_long_word_is_cut_into_words()
    {
        string[] words = Words(new string('x', 1_000));

        Assert.All(words, word => Assert.InRange(word.Length, 1, TextSplitter.MaxWordLength));
        Assert.Equal(1_000, words.Sum(word => word.Length));
    }

    [Theory]
    [InlineData("e\u0301")]
    [InlineData("ক\u09C7\u09BE")]
    [InlineData("漢\u0301")]
    [InlineData("!")]
    [InlineData("😀")]
    [InlineData("\u0301")]
    public void Endless_runs_end(string unit)
    {
        string[] words = Words(string.Concat(Enumerable.Repeat(unit, 10_000)));

        Assert.InRange(words.Length, 10_000 / TextSplitter.MaxWordLength, 20_000);
    }

    [Fact]
    public void A_text_of_a_megabyte_is_read_no_further_than_the_tokens_that_are_kept()
    {
        string text = string.Concat(Enumerable.Repeat("word and ", 120_000));
        var store = new TextRowStore();
        long start = Stopwatch.GetTimestamp();

        for (int row = 0; row < 1_000; row++)
            store.Append(text, default, isPair: false, new TextFeatureRules(IgnoreCase: true, MaxTokens: 256));

        Assert.Equal(256, store.LengthOf(999));
        Assert.Equal(1_000, store.CutRows);
        // All thousand to their ends would be 240 million words, minutes of work.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(15));
    }

    private static string RandomText(Random random, bool awkward, bool ascii = false)
    {
        var text = new StringBuilder();
        int length = random.Next(0, 40);
        for (int i = 0; i < length; i++)
            text.Append(awkward ? Awkward[random.Next(Awkward.Length)] : (char)random.Next(ascii ? 128 : 65_536));
        return text.ToString();
    }
}
