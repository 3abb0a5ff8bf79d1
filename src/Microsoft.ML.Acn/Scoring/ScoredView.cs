namespace Microsoft.ML.Acn.Scoring;

/// <summary>Data with the columns that a model adds, computed in batches while it is read.</summary>
internal sealed class ScoredView(RowBinding binding, IDataView source) : IDataView
{
    public DataViewSchema Schema => binding.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = binding.ActiveOf(columnsNeeded);
        if (!binding.NeedsNetwork(active))
            return new ScoredCursor(binding, source.GetRowCursor(binding.PassedThrough(active), rand), null, active);

        // Two generators in the same state, so that both cursors shuffle alike.
        int? seed = rand?.Next();
        DataViewRowCursor passed = source.GetRowCursor(binding.PassedThrough(active), Generator(seed));
        LookAhead? ahead = null;
        try
        {
            ahead = new LookAhead(binding.Engine, source.GetRowCursor(binding.NetworkInputs, Generator(seed)));
            return new ScoredCursor(binding, passed, ahead, active);
        }
        catch
        {
            ahead?.Dispose();
            passed.Dispose();
            throw;
        }
    }

    /// <summary>One cursor, whatever is recommended: the network has all cores already, and a set's cursors could not be paired row by row.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private static Random? Generator(int? seed) => seed is { } value ? new Random(value) : null;
}
