namespace Microsoft.ML.Acn.Inputs;

/// <summary>Cuts stored rows into batches of like length for scoring and evaluation, since a batch is padded to its longest row. Used by one thread at a time, as often as one likes.</summary>
internal sealed class LengthBatches
{
    // Larger batches gain nothing on a CPU, and attention's memory grows with rows * length^2.
    private const int MaxRows = 128;
    private const int MaxTokens = 8_192;

    // Matrix products are fastest over round numbers of rows, and need no copy of their input (see ProductBlocks).
    private const int WholeRows = 32;

    // Below this much more padding another batch costs more than it saves (measured with 3 layers of 128 features on two cores).
    private const int TokensOfABatch = 256;

    private int[] _order = [];
    private long[] _keys = [];
    private int _asked;

    /// <summary>Every readable row of the store once, shortest first and in their order among equals. Depends on the rows alone.</summary>
    /// <returns>Positions in the store, to be gone through once, before this is asked again.</returns>
    public IEnumerable<ReadOnlyMemory<int>> Of(RowStore store)
    {
        Reserve(store.Count);
        int count = 0;
        for (int row = 0; row < store.Count; row++)
        {
            if (store.ProblemOf(row) is null)
                _order[count++] = row;
        }
        return Cut(store, count, ++_asked);
    }

    /// <summary>Some rows of the store once, shortest first and in their order among equals.</summary>
    /// <inheritdoc cref="Of(RowStore)"/>
    public IEnumerable<ReadOnlyMemory<int>> Of(RowStore store, ReadOnlySpan<int> rows)
    {
        Reserve(rows.Length);
        rows.CopyTo(_order);
        return Cut(store, rows.Length, ++_asked);
    }

    private void Reserve(int rows)
    {
        if (_order.Length < rows)
            (_order, _keys) = (new int[rows], new long[rows]);
    }

    private IEnumerable<ReadOnlyMemory<int>> Cut(RowStore store, int count, int asked)
    {
        CheckCurrent(asked);
        for (int i = 0; i < count; i++)
            _keys[i] = ((long)store.LengthOf(_order[i]) << 32) | (uint)i;
        Array.Sort(_keys, _order, 0, count);

        for (int start = 0; start < count;)
        {
            CheckCurrent(asked);
            int end = start + 1;
            while (end < count && end - start < MaxRows && IsWorthIt(end - start, store.LengthOf(_order[end - 1]), store.LengthOf(_order[end])))
                end++;
            if (end < count && end - start > WholeRows)
                end -= (end - start) % WholeRows;
            yield return _order.AsMemory(start, end - start);
            start = end;
        }
    }

    private void CheckCurrent(int asked)
    {
        if (asked != _asked)
            throw new InvalidOperationException("Batches of other rows were asked for before these were at an end.");
    }

    /// <summary>Whether a next row should join a batch: it fits, and padding the others to its length costs less than another batch.</summary>
    private static bool IsWorthIt(int rows, int longest, int next)
        => (rows + 1L) * next <= MaxTokens && (long)rows * (next - longest) <= TokensOfABatch;
}
