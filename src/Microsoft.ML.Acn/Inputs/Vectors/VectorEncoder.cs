namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>A column of float vectors to batches of scaled numbers, or of table rows with factors.</summary>
/// <param name="column">The column.</param>
/// <param name="features">F, the slots of a vector.</param>
/// <param name="isSparse">Whether batches are sets of table rows.</param>
/// <param name="scaling">Null takes numbers as they are.</param>
internal sealed class VectorEncoder(string column, int features, bool isSparse, VectorScaling? scaling) : InputEncoder
{
    private readonly string[] _columns = [column];

    // What a zero becomes where it does not stay one, with which every row of a dense batch begins. Follows from the scaling; made with the first batch, maybe by two threads alike. (F)
    private float[]? _zeros;

    public int Features => features;

    public bool IsSparse => isSparse;

    public VectorScaling? Scaling => scaling;

    public override IReadOnlyList<string> ColumnNames => _columns;

    public override IReadOnlyList<InputColumn> Columns => [VectorColumn.Sized(column, features)];

    public override RowStore CreateStore() => new VectorRowStore();

    public override Action Bind(DataViewRow row, RowStore store) => VectorColumn.Bind(row, (VectorRowStore)store, column);

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        var vectors = (VectorRowStore)store;
        return new VectorBatch
        {
            Count = rows.Length,
            Values = isSparse ? null : Numbers(vectors, rows, (VectorNoise?)noise),
            Bags = isSparse ? Bags(vectors, rows, (VectorNoise?)noise) : null,
        };
    }

    private BatchArray<float> Numbers(VectorRowStore store, ReadOnlySpan<int> rows, VectorNoise? noise)
    {
        if (scaling?.Means is not null)
            _zeros ??= [.. Enumerable.Range(0, features).Select(feature => scaling.Apply(0, feature))];
        BatchArray<float> array = BatchArray<float>.Of(checked(rows.Length * features));
        Span<float> numbers = array.Span;
        for (int at = 0; at < rows.Length; at++)
        {
            Span<float> target = numbers.Slice(at * features, features);
            if (_zeros is null)
                target.Clear();
            else
                _zeros.AsSpan().CopyTo(target);
            VectorRow row = store[rows[at]];
            for (int i = 0; i < row.Values.Length; i++)
            {
                int feature = row.SlotOf(i);
                target[feature] = scaling is null ? row.Values[i] : scaling.Apply(row.Values[i], feature);
            }
            if (noise is { HiddenShare: > 0 })
                Hide(target, noise);
        }
        return array;
    }

    private static void Hide(Span<float> numbers, VectorNoise noise)
    {
        for (int feature = 0; feature < numbers.Length; feature++)
        {
            if (noise.Hides())
                numbers[feature] = 0;
        }
    }

    private RowBags Bags(VectorRowStore store, ReadOnlySpan<int> rows, VectorNoise? noise)
    {
        int most = 0;
        foreach (int row in rows)
            most = checked(most + store[row].Values.Length);
        BatchArray<int> startOfRow = BatchArray<int>.Of(rows.Length + 1), slotOfEntry = BatchArray<int>.Of(most);
        BatchArray<float> factorOfEntry = BatchArray<float>.Of(most);
        Span<int> starts = startOfRow.Span, slots = slotOfEntry.Span;
        Span<float> factors = factorOfEntry.Span;
        int entries = 0;
        for (int at = 0; at < rows.Length; at++)
        {
            starts[at] = entries;
            VectorRow row = store[rows[at]];
            for (int i = 0; i < row.Values.Length; i++)
            {
                int feature = row.SlotOf(i);
                float factor = scaling is null ? row.Values[i] : scaling.Apply(row.Values[i], feature);
                if (factor == 0 || (noise is not null && noise.Hides()))
                    continue;
                (slots[entries], factors[entries]) = (feature, factor);
                entries++;
            }
        }
        starts[^1] = entries;
        slotOfEntry.Shorten(entries);
        factorOfEntry.Shorten(entries);
        TouchedRows? touched = noise is null ? null : store.Touched();
        return new RowBags
        {
            Starts = startOfRow,
            Rows = slotOfEntry,
            Factors = factorOfEntry,
            Positions = touched is null ? null : Array.ConvertAll(slotOfEntry.Span.ToArray(), touched.PositionOf),
            Touched = touched?.ToArray(),
        };
    }

    public override byte[] Export(RowStore store, int row) => VectorRowBytes.Of((VectorRowStore)store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => ((VectorRowStore)store).Append(VectorRowBytes.Read(row, features));
}
