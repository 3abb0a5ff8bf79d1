namespace Microsoft.ML.Acn.Inputs;

/// <summary>Reads inputs alone, in one pass.</summary>
internal static class UnlabelledRows
{
    private const int RowsBetweenChecks = 1_024;

    /// <param name="data">The data.</param>
    /// <param name="family">Says which columns are read, and how. All of its rows can be read.</param>
    /// <param name="checkAlive">Throws when reading should stop.</param>
    /// <param name="name">What the data is called in messages.</param>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public static RowStore Read(IDataView data, InputFamily family, Action checkAlive, string name)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(family.Columns.Select(column => data.Schema[column.Name]).Distinct());
        RowStore store = family.CreateStore();
        Action append = family.Bind(cursor, store);
        for (long row = 0; cursor.MoveNext(); row++)
        {
            if (row % RowsBetweenChecks == 0)
                checkAlive();
            append();
        }
        store.Complete();
        return store.Count > 0 ? store : throw new InvalidOperationException($"The {name} has no rows.");
    }
}
