using System.Globalization;

namespace PaperExperiments.Data;

/// <summary>Noise on texts, word by word. Words are what blanks separate.</summary>
internal static class TextNoise
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Leaves words out.</summary>
    /// <param name="share">The share of words, each drawn for itself.</param>
    public static Disturbance DroppedWords(double share)
        => Of("dropped words", share, (words, random) => [.. words.Where(_ => random.NextDouble() >= share)]);

    /// <summary>Exchanges words with the next one.</summary>
    /// <inheritdoc cref="DroppedWords"/>
    public static Disturbance SwappedWords(double share) => Of("swapped words", share, (words, random) =>
    {
        for (int i = 0; i + 1 < words.Length; i++)
        {
            if (random.NextDouble() < share)
                (words[i], words[i + 1]) = (words[i + 1], words[i]);
        }
        return words;
    });

    /// <summary>Makes one mistake in words: a letter is left out, put in, replaced, or exchanged with the next one.</summary>
    /// <inheritdoc cref="DroppedWords"/>
    public static Disturbance MisspeltWords(double share)
        => Of("misspelt words", share, (words, random) => Array.ConvertAll(words, word => random.NextDouble() < share ? Misspell(word, random) : word));

    private static string Misspell(string word, Random random)
    {
        int at = random.Next(word.Length);
        char letter = Letters[random.Next(Letters.Length)];
        return random.Next(4) switch
        {
            0 when word.Length > 1 => word.Remove(at, 1),
            1 when at + 1 < word.Length => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}",
            2 => $"{word[..at]}{letter}{word[(at + 1)..]}",
            _ => word.Insert(at, letter.ToString()),
        };
    }

    private static Disturbance Of(string kind, double share, Func<string[], Random, string[]> change)
        => new(string.Create(CultureInfo.InvariantCulture, $"{kind}, {share:P0}"), (sample, random) =>
        {
            var text = (TextSample)sample;
            return text with { Text = string.Join(' ', change(text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries), random)) };
        });
}
