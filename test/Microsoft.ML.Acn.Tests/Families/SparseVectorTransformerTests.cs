using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

public sealed class SparseVectorTransformerTests(SparseVectors family) : TransformerContract<SparseVectors>(family)
{
    [Fact]
    public void The_rows_are_long_and_empty_enough_to_be_read_through_a_table()
    {
        Assert.True(((VectorEncoder)Family.Model.Model.Encoder).IsSparse);
        Assert.NotNull(Family.Model.Model.Network.Embedding.RowTable);
    }
}

[Collection(GlobalTorchState.Name)]
public sealed class SparseVectorProcessStateTests(SparseVectors family) : ProcessStateContract<SparseVectors>(family);

/// <summary>Long vectors of which little is filled: some slots of the kind's own and some that say nothing.</summary>
public sealed class SparseVectors : TestFamily<SparseVectors.Row>
{
    private const int Slots = 1_200;
    private const int SlotsOfAKind = 20;

    public override string Input => "Features";

    public override string TrainingType => "Vector<Single> (of known size)";

    public override string ScoringType => "Vector<Single, 1200>";

    public override IReadOnlyList<string> Kinds { get; } = ["kind 0", "kind 1", "kind 2"];

    public override AcnOptions Options() => TinyVectors.Options();

    public override object InputOf(FamilyRow row) => ((Row)row).Features.DenseValues().ToArray();

    protected override List<FamilyRow> Make(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Row { Kind = Kinds[i % 3], Features = Vector(i % 3, random) })];
    }

    private static VBuffer<float> Vector(int kind, Random random)
    {
        IEnumerable<int> own = Enumerable.Range(0, 4).Select(_ => (kind * SlotsOfAKind) + random.Next(SlotsOfAKind));
        IEnumerable<int> others = Enumerable.Range(0, random.Next(2, 10)).Select(_ => random.Next(3 * SlotsOfAKind, Slots));
        int[] slots = [.. own.Concat(others).Distinct().Order()];
        return new VBuffer<float>(Slots, slots.Length, [.. slots.Select(_ => 0.5f + random.NextSingle())], slots);
    }

    public sealed class Row : FamilyRow
    {
        [VectorType(Slots)]
        public VBuffer<float> Features { get; set; }
    }
}
