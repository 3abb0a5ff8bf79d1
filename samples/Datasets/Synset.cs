using System.Globalization;

namespace Datasets;

/// <summary>One line of a WordNet data file: a meaning, defined by a gloss. The format is that of WordNet's wndb(5WN) page.</summary>
/// <param name="Offset">What other synsets of the same file call this one.</param>
/// <param name="LexicographerFile">The number of the topic that its authors filed it under.</param>
/// <param name="Gloss">The definition, without the examples that may follow it.</param>
/// <param name="Hypernyms">The offsets of the more general synsets, of which this one is a kind or an instance.</param>
public sealed record Synset(string Offset, int LexicographerFile, string Gloss, IReadOnlyList<string> Hypernyms)
{
    private const string BeforeGloss = " | ";
    // Examples stand in quotation marks; a semicolon alone goes on with the definition.
    private const string AfterDefinition = "; \"";

    /// <summary>Reads all synsets of a data file, leaving out the licence at its top, whose lines begin with two spaces.</summary>
    public static IEnumerable<Synset> ReadFile(string path)
        => File.ReadLines(path).Where(line => line.Length > 0 && !line.StartsWith("  ", StringComparison.Ordinal)).Select(line => Parse(line, path));

    private static Synset Parse(string line, string path)
    {
        try
        {
            int bar = line.IndexOf(BeforeGloss, StringComparison.Ordinal);
            string[] fields = line[..bar].Split(' ');
            string gloss = line[(bar + BeforeGloss.Length)..].Trim().Split(AfterDefinition)[0].Trim();
            // offset, file, kind, number of words (hexadecimal), a pair of fields per word, number of pointers, four fields per pointer
            int words = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int pointers = 4 + (2 * words);
            int count = int.Parse(fields[pointers], CultureInfo.InvariantCulture);
            var hypernyms = new List<string>();
            for (int at = pointers + 1; at < pointers + 1 + (4 * count); at += 4)
            {
                if (fields[at] is "@" or "@i")
                    hypernyms.Add(fields[at + 1]);
            }
            return new Synset(fields[0], int.Parse(fields[1], CultureInfo.InvariantCulture), gloss, hypernyms);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new DatasetException($"{path} is no WordNet data file: a line begins with \"{line[..Math.Min(line.Length, 40)]}\".", e);
        }
    }
}
