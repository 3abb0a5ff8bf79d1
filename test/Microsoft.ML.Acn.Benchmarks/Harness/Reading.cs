namespace Microsoft.ML.Acn.Benchmarks.Harness;

/// <summary>Reads data as a program that computes with it would.</summary>
internal static class Reading
{
    /// <summary>Reads one column of all rows into one value, and returns how many rows there were.</summary>
    public static int Column<T>(IDataView data, string name)
    {
        DataViewSchema.Column column = data.Schema[name];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<T> get = cursor.GetGetter<T>(column);
        T value = default!;
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
            get(ref value);
        return rows;
    }

    /// <summary>Reads the classes that a network predicts.</summary>
    public static int Predictions(IDataView scored) => Column<uint>(scored, "PredictedLabel");
}
