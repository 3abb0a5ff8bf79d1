using System.Globalization;
using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training.Continual;

/// <summary>Mixes rows of earlier runs into the training rows, and chooses those to be kept for later ones.</summary>
internal static class ReplayRows
{
    /// <exception cref="InvalidOperationException">The rows are not held.</exception>
    public static void RequireHeld(RowStore store)
    {
        if (store.IsSpilled)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"Replay needs all training rows within the memory budget, and of {store.Count:N0} there is room for {store.MostRows:N0}: set a larger {nameof(AcnImageOptions.MemoryBudgetMegabytes)}, or another {nameof(AcnOptions.Continual)}."));
        }
    }

    /// <summary>Adds rows to the store, and to those that are trained on as often as makes them about as many as the new ones (Chaudhry et al. 2019 take half of each batch from memory).</summary>
    /// <param name="kept">Rows of the run's classes.</param>
    /// <param name="set">The new rows. Its store gets the others too.</param>
    /// <param name="split">Which of them are trained on.</param>
    /// <param name="encoder">Of the rows.</param>
    /// <exception cref="InvalidOperationException">There is no room for them.</exception>
    public static (TrainingSet Set, RowSplit Split) Mix(KeptRows kept, TrainingSet set, RowSplit split, InputEncoder encoder)
    {
        int before = set.Store.Count, count = kept.Rows.Count;
        if (count == 0)
            return (set, split);
        if (set.Store.MostRows - before < count)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"There is no room for {count:N0} rows of replay beside {before:N0} training rows: set a larger {nameof(AcnImageOptions.MemoryBudgetMegabytes)}."));
        foreach (KeptRow row in kept.Rows)
            encoder.Import(set.Store, row.Input);
        int times = Math.Max((int)Math.Round((double)split.Training.Length / count), 1);
        int[] added = [.. Enumerable.Range(before, count)];
        float[]? weights = null;
        if (set.Weights is not null)
        {
            float mean = split.Training.Average(row => set.Weights[row]);
            weights = [.. set.Weights, .. Enumerable.Repeat(mean, count)];
        }
        return (
            set with { Labels = [.. set.Labels, .. kept.Rows.Select(row => row.Label)], Weights = weights },
            split with { Training = [.. split.Training, .. Enumerable.Repeat(added, times).SelectMany(rows => rows)] });
    }

    /// <summary>Draws rows of each class such that all that were seen, in this run or before, have the same chance.</summary>
    /// <param name="most">Rows of a class, at most.</param>
    /// <param name="old">Rows of the run's classes from before, or null.</param>
    /// <param name="set">The rows.</param>
    /// <param name="rows">Those of this run.</param>
    /// <param name="encoder">Of the rows.</param>
    /// <param name="random">Draws.</param>
    public static KeptRows Choose(int most, KeptRows? old, TrainingSet set, int[] rows, InputEncoder encoder, Random random)
    {
        ILookup<int, int> byClass = rows.ToLookup(row => set.Labels[row]);
        ILookup<int, KeptRow> oldByClass = (old?.Rows ?? []).ToLookup(row => row.Label);
        var chosen = new List<KeptRow>();
        long[] seen = new long[set.Classes];
        for (int label = 0; label < set.Classes; label++)
        {
            var fresh = new Queue<int>(Shuffled(byClass[label], random));
            var before = new Queue<KeptRow>(Shuffled(oldByClass[label], random));
            long freshLeft = fresh.Count, beforeLeft = old?.Seen[label] ?? 0;
            seen[label] = freshLeft + beforeLeft;
            for (int i = 0; i < most && fresh.Count + before.Count > 0; i++)
            {
                bool takesOld = before.Count > 0 && (fresh.Count == 0 || random.NextDouble() * (freshLeft + beforeLeft) < beforeLeft);
                if (takesOld)
                    beforeLeft--;
                else
                    freshLeft--;
                chosen.Add(takesOld ? before.Dequeue() : new KeptRow(label, encoder.Export(set.Store, fresh.Dequeue())));
            }
        }
        return new KeptRows(chosen, seen) { Fits = (old?.Fits ?? 0) + 1 };
    }

    private static T[] Shuffled<T>(IEnumerable<T> rows, Random random)
    {
        T[] all = [.. rows];
        random.Shuffle(all);
        return all;
    }
}
