namespace Microsoft.ML.Acn.Inputs;

/// <summary>Reads keys of any raw type.</summary>
internal static class KeyReader
{
    /// <summary>A function that gives the present row's key: 0 is missing, 1 the first value.</summary>
    public static Func<ulong> Of(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(uint))
            return Read<uint>(row, column, key => key);
        if (raw == typeof(byte))
            return Read<byte>(row, column, key => key);
        if (raw == typeof(ushort))
            return Read<ushort>(row, column, key => key);
        return Read<ulong>(row, column, key => key);
    }

    private static Func<ulong> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T key = default;
        return () =>
        {
            getter(ref key);
            return widen(key);
        };
    }
}
