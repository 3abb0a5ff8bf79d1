using Datasets;

namespace Microsoft.ML.Acn.Benchmarks.Data;

/// <summary>
/// Any number of made-up rows, made when they are read and never held: words of 2 to 4 syllables, frequent ones more often than rare ones,
/// as in a language. The same rows at every reading.
/// </summary>
internal sealed class SyntheticRows(int rows, int wordsPerRow, int seed, int classes = SyntheticRows.UsualClasses)
{
    private const int Vocabulary = 50_000;
    private const int UsualClasses = 10;
    private const string Consonants = "bdfgklmnprstvz";
    private const string Vowels = "aeiou";

    private readonly string[] _words = Words(seed, Vocabulary + classes);

    public IEnumerable<LabelledText> Read()
    {
        var random = new Random(seed);
        var words = new string[wordsPerRow];
        for (int row = 0; row < rows; row++)
        {
            int topic = random.Next(classes);
            for (int i = 0; i < words.Length; i++)
            {
                // Log-uniform ranks make the frequency of a word fall with its rank (Zipf's law).
                int rank = (int)Math.Pow(Vocabulary, random.NextDouble()) - 1;
                words[i] = _words[i % 5 == 0 ? rank - (rank % classes) + topic : rank];
            }
            yield return new LabelledText($"topic {topic}", string.Join(' ', words));
        }
    }

    private static string[] Words(int seed, int count)
    {
        var random = new Random(seed);
        var words = new HashSet<string>();
        while (words.Count < count)
        {
            int syllables = random.Next(2, 5);
            words.Add(string.Concat(Enumerable.Range(0, syllables).Select(_ => $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(Vowels.Length)]}")));
        }
        return [.. words];
    }
}
