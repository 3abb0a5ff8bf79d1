namespace Microsoft.ML.Acn.Inputs;

/// <summary>Rows that can be read again, for when there are too many to be held. Reading is in their order, from the beginning.</summary>
/// <param name="data">Gives the same rows in the same order each time.</param>
/// <param name="columns">The columns of the input.</param>
/// <param name="bind">Binds to a row; each call of the result appends its inputs to the store.</param>
/// <param name="places">For each row that counts its place among all rows of the data, rising.</param>
internal sealed class RowSource(IDataView data, IReadOnlyList<string> columns, Func<DataViewRow, RowStore, Action> bind, int[] places)
{
    /// <summary>Rows that count.</summary>
    public int Count => places.Length;

    /// <summary>Reads all rows that count, and appends each to a store.</summary>
    /// <param name="stores">The stores.</param>
    /// <param name="storeOf">The number of the store for a row, or -1 for none; asked when the row's turn comes.</param>
    /// <returns>The number of each row, when it has been appended or passed over.</returns>
    /// <exception cref="InvalidOperationException">The data has fewer rows than when it was read first.</exception>
    public IEnumerable<int> Read(IReadOnlyList<RowStore> stores, Func<int, int> storeOf)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Select(name => data.Schema[name]));
        Action[] appends = [.. stores.Select(store => bind(cursor, store))];
        int place = -1;
        for (int row = 0; row < places.Length; row++)
        {
            for (; place < places[row]; place++)
            {
                if (!cursor.MoveNext())
                    throw new InvalidOperationException("The data gave fewer rows when it was read again. A source that cannot be repeated must be cached (mlContext.Data.Cache), or be within the memory budget.");
            }
            int store = storeOf(row);
            if (store >= 0)
                appends[store]();
            yield return row;
        }
    }
}
