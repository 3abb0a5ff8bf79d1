using System.Collections.Concurrent;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Data that remembers how it was read. It knows neither its row count nor how to shuffle, like a stream.</summary>
internal sealed class RecordingView(IDataView source) : IDataView
{
    /// <summary>The columns that each cursor was opened for.</summary>
    public ConcurrentQueue<string[]> Cursors { get; } = [];

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Cursors.Enqueue([.. columnsNeeded.Select(column => column.Name)]);
        return source.GetRowCursor(columnsNeeded);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded)];
}
