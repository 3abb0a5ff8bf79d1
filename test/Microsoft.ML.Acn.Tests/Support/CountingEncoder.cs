using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Tests.Support;

/// <summary>Counts the batches and rows that an encoder makes for the network.</summary>
internal sealed class CountingEncoder(InputEncoder inner) : InputEncoder
{
    public int Batches { get; private set; }

    public int Rows { get; private set; }

    public override IReadOnlyList<string> ColumnNames => inner.ColumnNames;

    public override IReadOnlyList<InputColumn> Columns => inner.Columns;

    public override RowStore CreateStore() => inner.CreateStore();

    public override Action Bind(DataViewRow row, RowStore store) => inner.Bind(row, store);

    public override InputBatch Collate(RowStore store, ReadOnlySpan<int> rows, TrainingNoise? noise)
    {
        Batches++;
        Rows += rows.Length;
        return inner.Collate(store, rows, noise);
    }

    public override byte[] Export(RowStore store, int row) => inner.Export(store, row);

    public override void Import(RowStore store, ReadOnlySpan<byte> row) => inner.Import(store, row);
}
