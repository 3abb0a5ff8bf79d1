using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Batches of rows that are read again in each epoch, by threads of their own: windows of as many rows as may be held, shuffled within. So
/// the rows must not come class by class.
/// </summary>
/// <inheritdoc cref="BatchSource"/>
internal sealed class StreamedBatches(
    InputEncoder encoder, TrainingSet set, int[] rows, int batchSize, float[] classFactors, Func<Random, TrainingNoise> createNoise)
    : BatchSource(encoder, set, rows, batchSize, classFactors, createNoise)
{
    /// <summary>Windows that exist at once: one is filled, one is full, one is emptied.</summary>
    public const int Windows = 3;

    /// <summary>Reads the rows.</summary>
    public required RowSource Source { get; init; }

    /// <summary>Rows in a window, a multiple of those in a batch.</summary>
    public required int Window { get; init; }

    public required Func<RowStore> CreateStore { get; init; }

    /// <summary>Throws when reading should stop: a window may take long to fill.</summary>
    public required Action CheckCancelled { get; init; }

    protected override IEnumerable<Func<Random, IReadOnlyList<BatchRows>>> Segments(int skip)
    {
        // With one window ready, the one that is filled next has been emptied: its batches were made before the next one was taken.
        foreach ((RowStore store, int[] numbers) in Prefetch.Of(ReadWindows(skip), Windows - 2))
            yield return random => Shuffled(store, numbers, random);
    }

    private BatchRows[] Shuffled(RowStore store, int[] numbers, Random random)
    {
        int[] order = [.. Enumerable.Range(0, numbers.Length)];
        random.Shuffle(order);
        return [.. order.Chunk(BatchSize).Select(batch => new BatchRows(store, batch, Array.ConvertAll(batch, position => numbers[position])))];
    }

    private IEnumerable<(RowStore Store, int[] Rows)> ReadWindows(int skip)
    {
        RowStore[] stores = [.. Enumerable.Range(0, Windows).Select(_ => CreateStore())];
        var isWanted = new HashSet<int>(Rows);
        var numbers = new List<int>(Window);
        int current = 0;
        // Rows of the windows left out are not even decoded.
        HashSet<int> skipped = [.. Rows.Order().Take(checked((int)Math.Min((long)skip * Window, Rows.Length)))];
        isWanted.ExceptWith(skipped);
        foreach (int row in Source.Read(stores, row => isWanted.Contains(row) ? current : -1))
        {
            CheckCancelled();
            if (!isWanted.Contains(row))
                continue;
            numbers.Add(row);
            if (numbers.Count < Window)
                continue;
            yield return (Completed(stores[current]), [.. numbers]);
            numbers.Clear();
            current = (current + 1) % Windows;
            stores[current].Clear();
        }
        if (numbers.Count > 0)
            yield return (Completed(stores[current]), [.. numbers]);
    }

    private static RowStore Completed(RowStore store)
    {
        store.Complete();
        for (int row = 0; row < store.Count; row++)
        {
            if (store.ProblemOf(row) is { } problem)
                throw new InvalidOperationException($"A row that could be read before cannot be read again: {problem}.");
        }
        return store;
    }
}
