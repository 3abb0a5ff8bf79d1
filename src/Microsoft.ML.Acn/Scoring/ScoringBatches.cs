using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Scoring;

/// <summary>Cuts stored rows into batches of like length, since a batch is padded to its longest row.</summary>
internal static class ScoringBatches
{
    // Larger batches gain nothing on a CPU, and attention's memory grows with rows * length^2.
    private const int MaxRows = 128;
    private const int MaxTokens = 8_192;

    /// <summary>Every readable row of the store once, shortest first and in their order among equals. Depends on the rows alone.</summary>
    public static IEnumerable<int[]> Of(RowStore store)
    {
        int[] order = [.. Enumerable.Range(0, store.Count).Where(row => store.ProblemOf(row) is null)];
        long[] keys = Array.ConvertAll(order, row => ((long)store.LengthOf(row) << 32) | (uint)row);
        Array.Sort(keys, order);

        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && end - start < MaxRows && (long)(end - start + 1) * store.LengthOf(order[end]) <= MaxTokens)
                end++;
            yield return order[start..end];
            start = end;
        }
    }
}
