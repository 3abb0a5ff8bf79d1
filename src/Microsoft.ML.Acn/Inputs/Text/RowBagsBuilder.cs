namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Collects the sets of table rows of one batch, each word and word pair once. Reused from batch to batch.</summary>
/// <remarks>Words and pairs are known again by sparse sets, as in <see cref="TouchedRows"/>.</remarks>
internal sealed class RowBagsBuilder(TextVocabulary vocabulary)
{
    private readonly IntList _starts = new();
    private readonly IntList _rows = new();
    private readonly IntList _positions = new();
    private readonly TouchedRows _touched = new(vocabulary.TableRows);
    private readonly IntList _keyOfSet = new();
    private int[] _setOfWord = [];
    private int[] _setOfPairRow = [];
    private bool _isTraining;

    /// <summary>Starts a batch with the empty set 0.</summary>
    public void Begin(Lexicon lexicon, bool isTraining)
    {
        _isTraining = isTraining;
        foreach (IntList list in new[] { _starts, _rows, _positions, _keyOfSet })
            list.Clear();
        _touched.Clear();
        if (_setOfWord.Length < lexicon.Count)
            Array.Resize(ref _setOfWord, lexicon.Count + (lexicon.Count / 2));
        if (vocabulary.Config.BigramBuckets > 0 && _setOfPairRow.Length == 0)
            _setOfPairRow = new int[vocabulary.Config.BigramBuckets];
        Open(Lexicon.Padding);
    }

    /// <summary>The set of a word's own row and its n-grams' rows.</summary>
    public int Word(int word, Lexicon lexicon)
    {
        if (IsKnown(_setOfWord[word], word))
            return _setOfWord[word];
        int set = _setOfWord[word] = Open(word);
        foreach (int row in lexicon.RowsOf(word, vocabulary))
            Add(row);
        return set;
    }

    /// <summary>The set of the one row of a pair of neighbouring words.</summary>
    public int Pair(uint previous, uint word)
    {
        int row = vocabulary.BigramRow(previous, word);
        int bucket = row - (vocabulary.TableRows - vocabulary.Config.BigramBuckets);
        // Words have keys from 0 up, pairs from -1 down.
        if (IsKnown(_setOfPairRow[bucket], ~bucket))
            return _setOfPairRow[bucket];
        int set = _setOfPairRow[bucket] = Open(~bucket);
        Add(row);
        return set;
    }

    public RowBags Build()
    {
        _starts.Add(_rows.Count);
        return new RowBags
        {
            Starts = BatchArray<int>.CopyOf(_starts.All),
            Rows = BatchArray<int>.CopyOf(_rows.All),
            Positions = _isTraining ? _positions.ToArray() : null,
            Touched = _isTraining ? _touched.ToArray() : null,
        };
    }

    private bool IsKnown(int set, int key) => set < _keyOfSet.Count && _keyOfSet[set] == key;

    private int Open(int key)
    {
        _starts.Add(_rows.Count);
        _keyOfSet.Add(key);
        return _keyOfSet.Count - 1;
    }

    private void Add(int row)
    {
        _rows.Add(row);
        if (_isTraining)
            _positions.Add(_touched.PositionOf(row));
    }
}
