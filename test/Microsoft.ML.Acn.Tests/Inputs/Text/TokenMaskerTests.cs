using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Text;

namespace Microsoft.ML.Acn.Tests.Inputs.Text;

/// <summary>Which tokens are hidden, and that nothing of them is left.</summary>
public class TokenMaskerTests
{
    private static readonly string[] _words = ["red", "green", "blue", "white", "black", "pink"];

    [Fact]
    public void The_shares_are_those_of_the_objective()
    {
        TextRowStore store = TestTexts.Store([.. Enumerable.Range(0, 2_000).Select(row => string.Join(' ', Enumerable.Range(0, 7 + (row % 9)).Select(i => _words[(row + (i * i)) % 6])))]);
        TextBatch batch = Build(store, new MaskNoise(new Random(1), 6, 0.15));

        double chosen = batch.Targets!.Length, tokens = store.TokenCount;
        int masked = 0, kept = 0;
        for (int i = 0; i < batch.Targets.Length; i++)
        {
            int set = batch.Words[(int)batch.Chosen![i]];
            masked += set == RowBags.EmptySet ? 1 : 0;
            kept += set != RowBags.EmptySet && RowsOf(batch, set)[0] == batch.Targets[i] ? 1 : 0;
        }
        Assert.Equal(0.15, chosen / tokens, 0.005);
        Assert.Equal(0.8, masked / chosen, 0.03);
        // Of the 10 % with another word, one in six draws the same.
        Assert.Equal(0.1 + (0.1 / 6), kept / chosen, 0.02);
    }

    [Fact]
    public void Targets_are_the_words_at_their_places_and_others_stay()
    {
        TextRowStore store = TestTexts.Store("red green blue white", "pink red unheard green black blue");
        TextBatch batch = Build(store, MaskNoise.OfMeasure(3, 6, 0.5));

        Assert.Equal(batch.Chosen!.Length, batch.Chosen.Distinct().Count());
        Assert.InRange(batch.Chosen.Length, 4, 5);
        for (int row = 0; row < 2; row++)
        {
            string[] words = store.Row(row);
            for (int t = 0; t < words.Length; t++)
            {
                int at = (row * batch.Tokens) + t, target = Array.IndexOf(batch.Chosen, at);
                if (target >= 0)
                    Assert.Equal(words[t], _words[batch.Targets![target]]);
                else
                    Assert.Equal(RowsOfWord(words[t]), RowsOf(batch, batch.Words[at]));
            }
        }
    }

    [Fact]
    public void Nothing_of_a_masked_word_or_its_pairs_is_left_in_the_batch()
    {
        string text = "red green blue white black pink";
        TextRowStore store = TestTexts.Store(text);
        string[] words = text.Split(' ');
        for (int seed = 0; seed < 50; seed++)
        {
            TextBatch batch = Build(store, MaskNoise.OfMeasure(seed, 6, 0.4));
            HashSet<int> visible = [.. batch.Chosen!.Select(at => (int)at)];
            for (int t = 0; t < words.Length; t++)
            {
                bool isHidden = visible.Contains(t), isPairHidden = isHidden || visible.Contains(t - 1);
                Assert.Equal(isHidden ? [] : RowsOfWord(words[t]), RowsOf(batch, batch.Words[t]));
                Assert.Equal(isPairHidden, RowsOf(batch, batch.Bigrams![t]).Length == 0);
            }
            // Every row of the table that the batch reads is one of a word that is seen, or of a pair of two such words.
            HashSet<int> allowed = [.. words.Where((_, t) => !visible.Contains(t)).SelectMany(RowsOfWord)];
            for (int t = 0; t < words.Length; t++)
            {
                if (!visible.Contains(t) && !visible.Contains(t - 1))
                    allowed.Add(Vocabulary.BigramRow(t == 0 ? 1 : TextHash.Of(words[t - 1]), TextHash.Of(words[t])));
            }
            Assert.Subset(allowed, batch.Bags!.Rows.ToHashSet());
        }
    }

    [Fact]
    public void Frequent_words_are_passed_over_as_often_as_their_shares_say()
    {
        // Half of the tokens are red, a twentieth is pink, and a tenth has no class.
        TextRowStore store = TestTexts.Store([.. Enumerable.Range(0, 3_000).Select(row => "red green red blue red white red black red " + (row % 2 == 0 ? "unheard" : row % 4 == 1 ? "pink" : "unknown"))]);
        double[] shares = WordShares.Of(store, store.All().AsSpan(0, 2_000), Vocabulary, 6);
        TextBatch batch = Build(store, new MaskNoise(new Random(1), 6, 0.5) { Considered = WordShares.Considered(shares, 0.1) });

        Assert.Equal([0.5, 0.1, 0.1, 0.1, 0.1, 0.025], shares);
        double red = batch.Targets!.Count(word => word == 0) / 15_000d, green = batch.Targets!.Count(word => word == 1) / 3_000d;
        Assert.Equal(0.5, green, 0.03);
        Assert.Equal(0.5 * Math.Sqrt(0.1 / 0.5), red, 0.02);
    }

    [Fact]
    public void Words_without_a_class_are_never_chosen()
    {
        TextRowStore store = TestTexts.Store("unheard words only", "", "pink pink pink pink");

        Assert.Empty(Build(store, new MaskNoise(new Random(1), 5, 0.9)).Targets!);
    }

    [Fact]
    public void A_word_that_no_text_has_can_stand_in_for_another()
    {
        TextRowStore store = TestTexts.Store("red red red red red red red red");
        TextBatch batch = Build(store, new MaskNoise(new Random(1), 6, 1) { Masked = 0, Replaced = 1 });

        Assert.Contains(batch.Words, set => RowsOf(batch, set).Length > 0 && RowsOf(batch, set)[0] != 0);
        Assert.All(batch.Targets!, target => Assert.Equal(0, target));
    }

    [Fact]
    public void The_same_seed_hides_the_same_words()
    {
        TextRowStore store = TestTexts.Store("red green blue white black pink", "green green red blue");

        Assert.Equal(Build(store, new MaskNoise(new Random(5), 6, 0.3)).Chosen, Build(store, new MaskNoise(new Random(5), 6, 0.3)).Chosen);
    }

    private static TextVocabulary Vocabulary { get; } = TestTexts.Vocabulary(_words, subwordBuckets: 5_000, bigramBuckets: 5_000);

    private static TextBatch Build(TextRowStore store, TrainingNoise noise)
        => (TextBatch)new TextEncoder(Vocabulary, "Text", null).Collate(store, store.All(), noise);

    private static int[] RowsOf(TextBatch batch, int set) => batch.Bags!.Rows[batch.Bags.Starts[set]..batch.Bags.Starts[set + 1]].ToArray();

    private static int[] RowsOfWord(string word)
    {
        var rows = new IntList();
        Vocabulary.AppendRows(word, rows);
        return rows.ToArray();
    }
}
