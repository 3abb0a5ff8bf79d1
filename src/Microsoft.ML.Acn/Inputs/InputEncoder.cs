
namespace Microsoft.ML.Acn.Inputs;

/// <summary>
/// How one family (text, images, vectors) turns the columns of a row into compact numbers, and many rows into one batch.
/// Immutable once built, saved with the model, and shared by training and scoring on any number of threads.
/// </summary>
internal abstract class InputEncoder
{
    /// <summary>The columns that are read, in the order of <see cref="Bind"/>.</summary>
    public abstract IReadOnlyList<string> ColumnNames { get; }

    /// <summary>The columns that are read, with the types that they may have.</summary>
    public abstract IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>An empty store for encoded rows. A store belongs to one thread at a time.</summary>
    public abstract RowStore CreateStore();

    /// <summary>Binds to a row's columns; each call of the result appends the row's present values to the store, some time until <see cref="RowStore.Complete"/>.</summary>
    public abstract Action Bind(DataViewRow row, RowStore store);

    /// <summary>Builds a batch of stored rows, in the order given.</summary>
    /// <param name="store">A store that <see cref="CreateStore"/> made.</param>
    /// <param name="rows">Positions in the store.</param>
    /// <param name="noise">The source of training noise (hidden words, augmentation), or null for scoring.</param>
    public abstract InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise);

    /// <summary>A stored row as bytes, from which <see cref="Import"/> makes it again, in any process.</summary>
    public abstract byte[] Export(RowStore store, int row);

    /// <summary>Appends a row.</summary>
    /// <param name="store">A store of rows that this encoder reads.</param>
    /// <param name="row">What <see cref="Export"/> made, or anything.</param>
    /// <exception cref="FormatException">It is no row that this encoder reads; nothing was appended.</exception>
    public abstract void Import(RowStore store, ReadOnlySpan<byte> row);
}

/// <summary>Encoded rows, appended one by one and read by position.</summary>
internal abstract class RowStore
{
    /// <summary>Rows held.</summary>
    public abstract int Count { get; }

    /// <summary>What a row costs to compute, in tokens; rows of like length are batched together.</summary>
    public abstract int LengthOf(int row);

    /// <summary>Rows that may be held at once; more are counted, but their inputs are given up.</summary>
    public virtual int MostRows => int.MaxValue;

    /// <summary>Whether the inputs of all rows were given up, because there are too many.</summary>
    public virtual bool IsSpilled => false;

    /// <summary>A hash of all inputs that were given up, in their order; empty while rows are held, or where nobody asked for it.</summary>
    public virtual ReadOnlySpan<byte> Digest => [];

    /// <summary>Whether the store, once cleared, knows something that makes the next rows cheaper.</summary>
    public virtual bool IsWorthKeeping => false;

    /// <summary>Ends appending: rows that are still being encoded are waited for. Until then the last rows may be missing.</summary>
    public virtual void Complete()
    {
    }

    /// <summary>Why a row could not be encoded, or null if it was. A row with a problem has its place, but must not be in a batch.</summary>
    public virtual RowProblem? ProblemOf(int row) => null;

    /// <summary>Removes the rows with problems; those behind move up.</summary>
    public virtual void RemoveUnreadable()
    {
    }

    /// <summary>Forgets the rows but keeps the memory.</summary>
    public abstract void Clear();
}

/// <summary>
/// A batch as plain arrays: no tensor, so that it can be made on any thread. The arrays go to later batches when it is disposed of, unless they are very large;
/// tensors have copies of them.
/// </summary>
internal abstract class InputBatch : IDisposable
{
    /// <summary>B, the rows in the batch.</summary>
    public required int Count { get; init; }

    /// <summary>Which rows were blended with which, or null; training then expects both their labels.</summary>
    public RowMix? Mix { get; init; }

    /// <summary>
    /// The classes of tokens that are read out one by one, instead of one label for each pooled row; null where rows are pooled. (N)
    /// </summary>
    public long[]? Targets { get; init; }

    /// <summary>The rows of the embedding table that the batch reads, or null if the family has no such table. Set 0 of a text batch is empty and stands for padding.</summary>
    public RowBags? Bags { get; init; }

    /// <summary>Lets later batches have the arrays.</summary>
    public virtual void Dispose() => Bags?.Dispose();
}

/// <summary>Random changes of training rows, of the family's own kind; one per run, never used by two threads at once.</summary>
/// <param name="Random">The seeded source.</param>
internal abstract record TrainingNoise(Random Random);

/// <summary>Rows blended with others of their batch (mix-up, CutMix).</summary>
/// <param name="Partners">For each row the position in the batch of the row that it was blended with. (B)</param>
/// <param name="OwnShares">What is left of each row's own, 0 to 1; the rest is its partner's. (B)</param>
internal sealed record RowMix(int[] Partners, float[] OwnShares);
