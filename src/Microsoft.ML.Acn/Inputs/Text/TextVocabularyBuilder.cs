namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Chooses the vocabulary and the table sizes from the training rows.</summary>
internal static class TextVocabularyBuilder
{
    private const int SmallestTable = 1 << 12;
    private const int LargestTable = 1 << 18;
    private const double SinglesForBigrams = 0.2;

    public static TextVocabulary Build(TextRowStore store, ReadOnlySpan<int> trainingRows, AcnTextOptions options)
    {
        int[] counts = RowCounts(store, trainingRows);
        int[] kept = [.. Enumerable.Range(Lexicon.Boundary + 1, counts.Length - Lexicon.Boundary - 1)
            .Where(id => counts[id] >= options.MinWordCount)
            .OrderByDescending(id => counts[id])
            .ThenBy(store.Lexicon.Word, StringComparer.Ordinal)
            .Take(options.MaxVocabulary)];

        int distinctSubwords = options.SubwordBuckets is null ? DistinctSubwords(store.Lexicon, counts, options) : 0;
        return new TextVocabulary([.. kept.Select(store.Lexicon.Word)], new TextFeatureConfig
        {
            MaxTokens = options.MaxTokens,
            IgnoreCase = options.IgnoreCase,
            MinSubword = options.MinSubword,
            MaxSubword = options.MaxSubword,
            SubwordBuckets = options.SubwordBuckets ?? TableFor(distinctSubwords),
            BigramBuckets = options.BigramBuckets ?? BigramTable(store, trainingRows),
        });
    }

    /// <summary>The power of two that holds the entries with few collisions, within limits that keep memory and file small.</summary>
    internal static int TableFor(int entries)
    {
        int size = SmallestTable;
        while (size < entries && size < LargestTable)
            size *= 2;
        return size;
    }

    /// <summary>A table for word pairs where many words are single characters without n-grams of their own; else none.</summary>
    private static int BigramTable(TextRowStore store, ReadOnlySpan<int> rows)
    {
        var isSingle = new bool[store.Lexicon.Count];
        for (int id = Lexicon.Boundary + 1; id < isSingle.Length; id++)
            isSingle[id] = TextSplitter.IsSingle(store.Lexicon.Word(id));
        long tokens = 0, singles = 0;
        var pairs = new HashSet<(int, int)>();
        foreach (int row in rows)
        {
            int previous = Lexicon.Boundary;
            foreach (int id in store.Tokens(row))
            {
                tokens++;
                if (isSingle[id])
                {
                    singles++;
                    if (pairs.Count < LargestTable)
                        pairs.Add((previous, id));
                }
                previous = id;
            }
        }
        return singles >= SinglesForBigrams * tokens ? TableFor(pairs.Count) : 0;
    }

    /// <summary>For each word the number of training rows that it appears in.</summary>
    private static int[] RowCounts(TextRowStore store, ReadOnlySpan<int> rows)
    {
        int[] counts = new int[store.Lexicon.Count];
        int[] lastRow = new int[counts.Length];
        Array.Fill(lastRow, -1);
        foreach (int row in rows)
        {
            foreach (int id in store.Tokens(row))
            {
                if (lastRow[id] == row)
                    continue;
                lastRow[id] = row;
                counts[id]++;
            }
        }
        return counts;
    }

    /// <summary>Counts distinct n-grams of the training words by marking hashes in a fixed bitmap; large counts saturate above the largest table.</summary>
    private static int DistinctSubwords(Lexicon lexicon, int[] counts, AcnTextOptions options)
    {
        const int slots = 1 << 21;
        var probe = new TextVocabulary([], new TextFeatureConfig
        {
            MaxTokens = options.MaxTokens,
            IgnoreCase = options.IgnoreCase,
            MinSubword = options.MinSubword,
            MaxSubword = options.MaxSubword,
            SubwordBuckets = slots,
            BigramBuckets = 0,
        });
        var seen = new bool[slots];
        var rows = new IntList();
        int distinct = 0;
        for (int id = Lexicon.Boundary + 1; id < counts.Length; id++)
        {
            if (counts[id] == 0)
                continue;
            rows.Clear();
            probe.AppendRows(lexicon.Word(id), rows);
            foreach (int row in rows.Slice(0, rows.Count))
            {
                if (!seen[row])
                {
                    seen[row] = true;
                    distinct++;
                }
            }
        }
        return distinct;
    }
}
