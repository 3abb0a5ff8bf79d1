namespace Microsoft.ML.Acn.Inputs;

/// <summary>Cuts stored rows into batches of like length for scoring and evaluation, since a batch is padded to its longest row.</summary>
internal static class LengthBatches
{
    // Larger batches gain nothing on a CPU, and attention's memory grows with rows * length^2.
    private const int MaxRows = 128;
    private const int MaxTokens = 8_192;

    // Matrix products are fastest over round numbers of rows, and need no copy of their input (see ProductBlocks).
    private const int WholeRows = 32;

    // Below this much more padding another batch costs more than it saves (measured with 3 layers of 128 features on two cores).
    private const int TokensOfABatch = 256;

    /// <summary>Every readable row of the store once, shortest first and in their order among equals. Depends on the rows alone.</summary>
    public static IEnumerable<int[]> Of(RowStore store) => Of(store, [.. Enumerable.Range(0, store.Count).Where(row => store.ProblemOf(row) is null)]);

    /// <summary>Some rows of the store once, shortest first and in their order among equals.</summary>
    public static IEnumerable<int[]> Of(RowStore store, int[] rows)
    {
        int[] order = [.. rows];
        long[] keys = new long[rows.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = ((long)store.LengthOf(rows[i]) << 32) | (uint)i;
        Array.Sort(keys, order);

        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && end - start < MaxRows && IsWorthIt(end - start, store.LengthOf(order[end - 1]), store.LengthOf(order[end])))
                end++;
            if (end < order.Length && end - start > WholeRows)
                end -= (end - start) % WholeRows;
            yield return order[start..end];
            start = end;
        }
    }

    /// <summary>Whether a next row should join a batch: it fits, and padding the others to its length costs less than another batch.</summary>
    private static bool IsWorthIt(int rows, int longest, int next)
        => (rows + 1L) * next <= MaxTokens && (long)rows * (next - longest) <= TokensOfABatch;
}
