using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Benchmarks.Suite.Performance;

/// <summary>Keeps the batches that an encoder makes for the network. For rows without noise, which give the same batch again.</summary>
internal sealed class RecordingEncoder(InputEncoder inner) : InputEncoder
{
    public List<InputBatch> Batches { get; } = [];

    public override IReadOnlyList<string> ColumnNames => inner.ColumnNames;

    public override IReadOnlyList<InputColumn> Columns => inner.Columns;

    public override RowStore CreateStore() => inner.CreateStore();

    public override Action Bind(DataViewRow row, RowStore store) => inner.Bind(row, store);

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        // The one that is scored is given up then.
        Batches.Add(inner.Collate(store, rows, noise));
        return inner.Collate(store, rows, noise);
    }

    public override byte[] Export(RowStore store, int row) => inner.Export(store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => inner.Import(store, row);
}
