using Microsoft.ML.Acn.Tests.Interop;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

public sealed class VectorTransformerTests(Tables family) : TransformerContract<Tables>(family);

[Collection(GlobalTorchState.Name)]
public sealed class VectorProcessStateTests(Tables family) : ProcessStateContract<Tables>(family);

/// <summary>Short vectors of numbers.</summary>
public sealed class Tables : TestFamily<Tables.Row>
{
    public override string Input => "Features";

    public override string TrainingType => "Vector<Single> (of known size)";

    public override string ScoringType => "Vector<Single, 5>";

    public override IReadOnlyList<string> Kinds { get; } = ["kind 0", "kind 1", "kind 2"];

    public override AcnOptions Options() => TinyVectors.Options();

    public override object InputOf(FamilyRow row) => ((Row)row).Features;

    protected override List<FamilyRow> Make(int count, int seed)
        => [.. TinyVectors.Rows(count, seed).Select(row => new Row { Kind = row.Kind, Features = row.Features })];

    public sealed class Row : FamilyRow
    {
        [VectorType(TinyVectors.Features)]
        public float[] Features { get; set; } = [];
    }
}
