using Microsoft.ML.Acn.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Compression;

public class SpreadRowsTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(10, 10, 5, new[] { 0, 2, 4, 6, 8 })]
    [InlineData(10, 10, 4, new[] { 0, 3, 5, 8 })]
    [InlineData(10, 10, 1, new[] { 0 })]
    [InlineData(4, 4, 4, new[] { 0, 1, 2, 3 })]
    [InlineData(3, 3, 256, new[] { 0, 1, 2 })]
    [InlineData(10, 6, 2, new[] { 0, 3 })]
    [InlineData(3, 10, 5, new[] { 0, 2 })]
    public void Rows_are_chosen_evenly(int rows, int total, int count, int[] expected)
    {
        var some = new SpreadRows(View(rows), total, count);

        Assert.Equal(expected, some.GetColumn<int>(nameof(Row.Number)));
        Assert.Equal(expected, _context.Data.Cache(some).GetColumn<int>(nameof(Row.Number)));
    }

    [Fact]
    public void Positions_count_the_chosen_rows_and_identifiers_are_the_sources()
    {
        IDataView view = View(10);
        Assert.Equal([0, 1, 2], Walk(new SpreadRows(view, 10, 3)).Select(row => row.Position));
        DataViewRowId[] all = [.. Walk(view).Select(row => row.Id)];
        Assert.Equal([all[0], all[4], all[7]], Walk(new SpreadRows(view, 10, 3)).Select(row => row.Id));
    }

    private static List<(long Position, DataViewRowId Id)> Walk(IDataView view)
    {
        var rows = new List<(long, DataViewRowId)>();
        using DataViewRowCursor cursor = view.GetRowCursor([]);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        Assert.Equal(-1, cursor.Position);
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            getId(ref id);
            rows.Add((cursor.Position, id));
        }
        Assert.Equal(-1, cursor.Position);
        return rows;
    }

    private IDataView View(int rows) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(number => new Row { Number = number }));

    private sealed class Row
    {
        public int Number { get; set; }
    }
}
