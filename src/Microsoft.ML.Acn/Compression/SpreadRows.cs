using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Some rows of some data, evenly spread: data may be sorted, and its first rows easier than the others.</summary>
/// <param name="source">The data.</param>
/// <param name="total">How many rows to choose from: the data's first.</param>
/// <param name="count">How many rows to choose; all, if there are not as many.</param>
internal sealed class SpreadRows(IDataView source, int total, int count) : IDataView
{
    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => new Cursor(source.GetRowCursor(columnsNeeded), total, count);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor source, int total, int count) : DataViewRowCursor
    {
        private long _next;
        private long _chosen;
        private bool _isAtEnd;

        public override DataViewSchema Schema => source.Schema;

        public override long Position => _isAtEnd ? -1 : _chosen - 1;

        public override long Batch => source.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        public override bool MoveNext()
        {
            while (_next < total && _chosen < count && source.MoveNext())
            {
                // Of each total / count rows in a row, the first.
                if (_next++ * count % total < count)
                {
                    _chosen++;
                    return true;
                }
            }
            _isAtEnd = true;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
