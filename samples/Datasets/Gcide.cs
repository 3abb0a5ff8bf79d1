using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Datasets;

/// <summary>
/// The texts of the GNU Collaborative International Dictionary of English (derived from Webster of 1913; GNU General Public License), from Debian's package
/// dict-gcide: English definitions and quotations without labels.
/// </summary>
public static partial class Gcide
{
    private const string FileName = "gcide.dict.dz";
    private const string Sha256 = "802beb667e1fb666203e750f1faea60d5c202ac5430c2083c4180494609f10a7";
    private const int FewestWords = 4;
    private const int MostWords = 200;

    private static readonly AptDataset _files = new("GCIDE", "gcide", new AptPackage("dict-gcide"), 15, ["usr/share/dictd/" + FileName]);

    /// <summary>All definitions and quotations of 4 to 200 words, some 200,000, in the order of the dictionary; without those that it has from WordNet.</summary>
    /// <param name="folder">A folder with the user's own copy of gcide.dict.dz, or null to fetch and keep one.</param>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    public static IReadOnlyList<string> Texts(string? folder, Action<string> say) => [.. TextsOf(Read(Path.Combine(Locate(folder, say), FileName)))];

    /// <summary>The texts of the dictionary's paragraphs.</summary>
    /// <param name="dictionary">Paragraphs between empty lines, in the form that the package has.</param>
    internal static IEnumerable<string> TextsOf(string dictionary) =>
        from paragraph in EmptyLine().Split(dictionary)
        where !paragraph.Contains("[WordNet", StringComparison.Ordinal)
        let text = Spaces().Replace(Marks().Replace(Remarks().Replace(paragraph, " "), string.Empty), " ").Trim()
        let words = text.Count(character => character == ' ') + 1
        where words is >= FewestWords and <= MostWords
        select text;

    private static string Read(string path)
    {
        try
        {
            using var content = new MemoryStream();
            // dictzip is gzip with an index that other readers pass over.
            using (var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
                file.CopyTo(content);
            string hash = Convert.ToHexStringLower(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
            return hash == Sha256
                ? Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length)
                : throw new DatasetException($"{path} is damaged or another version (its uncompressed SHA-256 is {hash}, expected was {Sha256}); replace or delete it.");
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"{path} is damaged: it is not compressed by gzip.", e);
        }
    }

    private static string Locate(string? given, Action<string> say) => _files.Locate(
        given,
        folder => File.Exists(Path.Combine(folder, FileName)) ? null : $"no {FileName}",
        folder => $"Run this on Debian 12, or put {FileName} of its package {_files.Package.Name} into {folder}.",
        say);

    [GeneratedRegex(@"\r?\n[ \t]*\r?\n")]
    private static partial Regex EmptyLine();

    /// <summary>Origins and sources in brackets, pronunciations between backslashes, names of authors after dashes, numbers of meanings.</summary>
    [GeneratedRegex(@"\[[^\]]*\]|\\[^\\]*\\|--[A-Z][\w. ]*|^\s*\d+\.\s")]
    private static partial Regex Remarks();

    /// <summary>Braces and underscores, which mark words.</summary>
    [GeneratedRegex("[{}_]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
