using System.Globalization;
using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Training;

/// <summary>Training rows that are too many to be held: read once more before training, for what is learned from all of them and for what is held out, if anything is, and then in each epoch.</summary>
/// <param name="family">The kind of rows.</param>
/// <param name="set">The labels of all rows, and a store that has given up their inputs.</param>
/// <param name="source">Reads the rows again.</param>
/// <param name="checkCancelled">Throws when reading should stop.</param>
internal sealed class StreamedRows(InputFamily family, TrainingSet set, RowSource source, Action checkCancelled)
{
    // Three windows take half of what may be held: one is read, one is ready, one is used. Validation rows take the other half.
    private const int WindowsOfBudget = 2 * StreamedBatches.Windows;
    private const int ValidationOfBudget = 2;

    /// <summary>Reads all rows; holds those for validation.</summary>
    /// <exception cref="InvalidOperationException">There is no room for the validation rows.</exception>
    public PreparedRows Prepare(RowSplit split, TrainingSet? validation, TrainingPlan plan, float[] classFactors)
    {
        int[] heldOut = validation is null ? split.Validation : [];
        RequireRoom(heldOut.Length);
        int window = Math.Max(set.Store.MostRows / WindowsOfBudget / plan.BatchSize, 1) * plan.BatchSize;
        RowStore held = family.CreatePart();
        InputEncoder encoder = family.BuildEncoder(ReadAll(heldOut, held, window));
        if (held.Count < heldOut.Length)
            ReadHeldOut(heldOut, held); // the encoder needed no reading
        var batches = new StreamedBatches(encoder, set, split.Training, plan.BatchSize, classFactors, random => family.CreateNoise(encoder, random))
        {
            Source = source,
            Window = window,
            CreateStore = family.CreatePart,
            CheckCancelled = checkCancelled,
        };
        if (validation is not null)
            return new PreparedRows(encoder, batches, validation, split.Validation);
        var own = new TrainingSet(held, Array.ConvertAll(heldOut, row => set.Labels[row]), set.Weights is null ? null : Array.ConvertAll(heldOut, row => set.Weights[row]), set.Classes);
        return new PreparedRows(encoder, batches, own, [.. Enumerable.Range(0, heldOut.Length)]);
    }

    /// <summary>The training rows, window by window; what is held out goes into its store on the way.</summary>
    private IEnumerable<RowStore> ReadAll(int[] heldOut, RowStore held, int window)
    {
        var isHeldOut = new HashSet<int>(heldOut);
        RowStore store = family.CreatePart();
        int rows = 0;
        foreach (int row in source.Read([store, held], row => isHeldOut.Contains(row) ? 1 : 0))
        {
            checkCancelled();
            if (isHeldOut.Contains(row) || ++rows % window != 0)
                continue;
            store.Complete();
            yield return store;
            store.Clear();
        }
        store.Complete();
        held.Complete();
        yield return store;
    }

    /// <summary>Reads what is held out alone.</summary>
    private void ReadHeldOut(int[] heldOut, RowStore held)
    {
        var isHeldOut = new HashSet<int>(heldOut);
        foreach (int _ in source.Read([held], row => isHeldOut.Contains(row) ? 0 : -1))
            checkCancelled();
        held.Complete();
    }

    private void RequireRoom(int heldOut)
    {
        int room = set.Store.MostRows / ValidationOfBudget;
        if (heldOut > room)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"Of {set.Labels.Length:N0} rows {set.Store.MostRows:N0} are within the memory budget, and {heldOut:N0} are kept out of training for validation, more than the {room:N0} that there is room for: set a smaller {nameof(AcnOptions.ValidationFraction)} or a larger {nameof(AcnImageOptions.MemoryBudgetMegabytes)}."));
        }
    }
}
