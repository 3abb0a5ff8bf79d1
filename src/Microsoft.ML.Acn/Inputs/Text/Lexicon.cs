namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>
/// The distinct words that a store has met, numbered in order of appearance, so that a token is one integer. Words 0 and 1 are padding
/// and the mark that separates two texts or stands for an empty one.
/// </summary>
internal sealed class Lexicon
{
    public const int Padding = 0;
    public const int Boundary = 1;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _words = [];
    private readonly List<uint> _hashes = [];
    private readonly IntList _rowStarts = new();
    private readonly IntList _rows = new();

    public Lexicon()
    {
        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        Clear();
    }

    /// <summary>Words known, the two marks included.</summary>
    public int Count => _words.Count;

    public string Word(int id) => _words[id];

    public uint Hash(int id) => _hashes[id];

    public int IdOf(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out int id))
            return id;
        return Add(word.ToString(), TextHash.Of(word));
    }

    /// <summary>The rows of the embedding table whose mean is the word's embedding. Worked out once per word.</summary>
    public ReadOnlySpan<int> RowsOf(int id, TextVocabulary vocabulary)
    {
        while (_rowStarts.Count <= id + 1)
        {
            int next = _rowStarts.Count - 1;
            if (next > Boundary)
                vocabulary.AppendRows(_words[next], _rows);
            _rowStarts.Add(_rows.Count);
        }
        return _rows.Slice(_rowStarts[id], _rowStarts[id + 1] - _rowStarts[id]);
    }

    /// <summary>Drops what <see cref="RowsOf"/> has worked out: it holds for one vocabulary.</summary>
    public void ForgetRows()
    {
        _rows.Clear();
        _rowStarts.Clear();
        _rowStarts.Add(0);
    }

    public void Clear()
    {
        _ids.Clear();
        _words.Clear();
        _hashes.Clear();
        ForgetRows();
        _words.Add(string.Empty);
        _hashes.Add(0);
        _words.Add(string.Empty);
        _hashes.Add(1);
    }

    private int Add(string word, uint hash)
    {
        int id = _words.Count;
        _ids.Add(word, id);
        _words.Add(word);
        _hashes.Add(hash);
        return id;
    }
}
