using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Keeps the batches that an encoder makes for the network.</summary>
internal sealed class RecordingEncoder(InputEncoder inner) : InputEncoder
{
    public List<InputBatch> Batches { get; } = [];

    public override IReadOnlyList<string> ColumnNames => inner.ColumnNames;

    public override IReadOnlyList<InputColumn> Columns => inner.Columns;

    public override RowStore CreateStore() => inner.CreateStore();

    public override Action Bind(DataViewRow row, RowStore store) => inner.Bind(row, store);

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        InputBatch batch = inner.Collate(store, rows, noise);
        Batches.Add(batch);
        return batch;
    }

    public override byte[] Export(RowStore store, int row) => inner.Export(store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => inner.Import(store, row);
}
