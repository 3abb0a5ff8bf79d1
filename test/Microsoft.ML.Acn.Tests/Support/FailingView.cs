namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Data that cannot be read, for a reason of its own.</summary>
internal sealed class FailingView(IDataView source, Exception error) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw error;

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => throw error;
}
