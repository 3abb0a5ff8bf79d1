using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Cuts an epoch into batches of rows of like length, so that little is padded: rows are shuffled, sorted by length within chunks of many
/// batches, cut, and the batches shuffled again. Every row appears once an epoch.
/// </summary>
internal static class LengthBucketSampler
{
    // Long chunks pad little; several of them per epoch keep the batches of a small set from being the same rows every time.
    private const int FewestBatchesPerChunk = 16;
    private const int MostBatchesPerChunk = 64;
    private const int ChunksPerEpoch = 8;

    /// <summary>The batches of one epoch, as positions in <paramref name="store"/>.</summary>
    public static List<int[]> Epoch(RowStore store, ReadOnlySpan<int> rows, int batchSize, Random random)
    {
        int[] order = rows.ToArray();
        random.Shuffle(order);
        var batches = new List<int[]>((order.Length / batchSize) + 1);
        int batchesPerChunk = Math.Clamp(order.Length / batchSize / ChunksPerEpoch, FewestBatchesPerChunk, MostBatchesPerChunk);
        int chunk = checked(batchSize * batchesPerChunk);
        for (int start = 0; start < order.Length; start += chunk)
        {
            Span<int> part = order.AsSpan(start, Math.Min(chunk, order.Length - start));
            // Stable for equal lengths: the shuffled position breaks ties.
            long[] keys = new long[part.Length];
            for (int i = 0; i < keys.Length; i++)
                keys[i] = ((long)store.LengthOf(part[i]) << 32) | (uint)i;
            keys.AsSpan().Sort(part);
            for (int at = 0; at < part.Length; at += batchSize)
                batches.Add(part.Slice(at, Math.Min(batchSize, part.Length - at)).ToArray());
        }
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batches));
        return batches;
    }
}
