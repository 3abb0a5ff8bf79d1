namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>A column of float vectors to batches of scaled numbers, or of table rows with factors.</summary>
/// <param name="column">The column.</param>
/// <param name="features">F, the slots of a vector.</param>
/// <param name="isSparse">Whether batches are sets of table rows.</param>
/// <param name="scaling">Null takes numbers as they are.</param>
internal sealed class VectorEncoder(string column, int features, bool isSparse, VectorScaling? scaling) : InputEncoder
{
    private readonly string[] _columns = [column];

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

    private float[] Numbers(VectorRowStore store, ReadOnlySpan<int> rows, VectorNoise? noise)
    {
        float[] numbers = new float[checked(rows.Length * features)];
        float[] zeros = new float[features];
        if (scaling is not null)
        {
            for (int feature = 0; feature < features; feature++)
                zeros[feature] = scaling.Apply(0, feature);
        }
        for (int at = 0; at < rows.Length; at++)
        {
            Span<float> target = numbers.AsSpan(at * features, features);
            zeros.CopyTo(target);
            VectorRow row = store[rows[at]];
            for (int i = 0; i < row.Values.Length; i++)
            {
                int feature = row.SlotOf(i);
                target[feature] = scaling is null ? row.Values[i] : scaling.Apply(row.Values[i], feature);
            }
            if (noise is { HiddenShare: > 0 })
                Hide(target, noise);
        }
        return numbers;
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
        int[] starts = new int[rows.Length + 1];
        var slots = new List<int>();
        var factors = new List<float>();
        for (int at = 0; at < rows.Length; at++)
        {
            VectorRow row = store[rows[at]];
            for (int i = 0; i < row.Values.Length; i++)
            {
                int feature = row.SlotOf(i);
                float factor = scaling is null ? row.Values[i] : scaling.Apply(row.Values[i], feature);
                if (factor == 0 || (noise is not null && noise.Hides()))
                    continue;
                slots.Add(feature);
                factors.Add(factor);
            }
            starts[at + 1] = slots.Count;
        }
        TouchedRows? touched = noise is null ? null : store.Touched();
        int[] entries = [.. slots];
        return new RowBags
        {
            Starts = starts,
            Rows = entries,
            Factors = [.. factors],
            Positions = touched is null ? null : Array.ConvertAll(entries, touched.PositionOf),
            Touched = touched?.ToArray(),
        };
    }

    public override byte[] Export(RowStore store, int row) => VectorRowBytes.Of((VectorRowStore)store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => ((VectorRowStore)store).Append(VectorRowBytes.Read(row, features));
}
