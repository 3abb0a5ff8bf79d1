using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>
/// Batches of rows that are read again in each epoch, by threads of their own: windows of as many rows as may be held, shuffled within. So
/// the rows must not come class by class.
/// </summary>
/// <param name="encoder">Makes the batches.</param>
/// <param name="set">The labels of all rows.</param>
/// <param name="source">Reads the rows.</param>
/// <param name="rows">Which of them are trained on.</param>
/// <param name="batchSize">Rows in a batch; the last of an epoch may have fewer.</param>
/// <param name="window">Rows in a window, a multiple of <paramref name="batchSize"/>.</param>
/// <param name="classFactors">The factor of each class in the loss.</param>
internal sealed class StreamedBatches(
    InputEncoder encoder, TrainingSet set, RowSource source, int[] rows, int batchSize, int window, float[] classFactors) : BatchSource
{
    /// <summary>Windows that exist at once: one is filled, one is full, one is emptied.</summary>
    public const int Windows = 3;

    private const int BatchesAhead = 3;

    public required Func<RowStore> CreateStore { get; init; }

    /// <summary>The family's noise over a source of random numbers.</summary>
    public required Func<Random, TrainingNoise> CreateNoise { get; init; }

    /// <summary>Throws when reading should stop: a window may take long to fill.</summary>
    public required Action CheckCancelled { get; init; }

    public override int RowsPerEpoch => rows.Length;

    public override long StepsPerEpoch => (rows.Length + batchSize - 1) / batchSize;

    public override IEnumerable<TrainingBatch> Epoch(Random random) => Prefetch.Of(Batches(random), BatchesAhead);

    private IEnumerable<TrainingBatch> Batches(Random random)
    {
        TrainingNoise noise = CreateNoise(random);
        // With one window ready, the one that is filled next has been emptied: its batches were made before the next one was taken.
        foreach ((RowStore store, int[] numbers) in Prefetch.Of(ReadWindows(), Windows - 2))
        {
            int[] order = [.. Enumerable.Range(0, numbers.Length)];
            random.Shuffle(order);
            foreach (int[] batch in order.Chunk(batchSize))
            {
                yield return new TrainingBatch(
                    encoder.Collate(store, batch, noise),
                    Array.ConvertAll(batch, i => (long)set.Labels[numbers[i]]),
                    Array.ConvertAll(batch, i => set.WeightOf(numbers[i]) * classFactors[set.Labels[numbers[i]]]));
            }
        }
    }

    private IEnumerable<(RowStore Store, int[] Rows)> ReadWindows()
    {
        RowStore[] stores = [.. Enumerable.Range(0, Windows).Select(_ => CreateStore())];
        var isWanted = new HashSet<int>(rows);
        var numbers = new List<int>(window);
        int current = 0;
        foreach (int row in source.Read(stores, row => isWanted.Contains(row) ? current : -1))
        {
            CheckCancelled();
            if (!isWanted.Contains(row))
                continue;
            numbers.Add(row);
            if (numbers.Count < window)
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
