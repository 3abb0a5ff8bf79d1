using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Inputs;

/// <summary>Rows for a network that has been trained before: read as its encoder reads them, with a family's training noise.</summary>
internal sealed class FittedFamily(InputFamily family, InputEncoder encoder) : InputFamily
{
    public override IReadOnlyList<InputColumn> Columns => encoder.Columns;

    public override RowStore CreateStore() => family.CreateStoreFor(encoder);

    public override RowStore CreatePart() => family.CreatePartFor(encoder);

    public override Action Bind(DataViewRow row, RowStore store) => encoder.Bind(row, store);

    public override InputEncoder BuildEncoder(RowStore store, ReadOnlySpan<int> trainingRows) => encoder;

    /// <summary>Nothing is left to be learned: the parts are not read.</summary>
    public override InputEncoder BuildEncoder(IEnumerable<RowStore> parts) => encoder;

    public override EmbeddingConfig EmbeddingFor(InputEncoder encoder) => family.EmbeddingFor(encoder);

    public override LayerConfig LayerFor(InputEncoder encoder) => family.LayerFor(encoder);

    public override TrainingNoise CreateNoise(InputEncoder encoder, Random random) => family.CreateNoise(encoder, random);

    public override IEnumerable<string> Warnings(RowStore store) => family.Warnings(store);
}
