using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn;

/// <summary>Training rows of earlier runs, to be trained on again.</summary>
/// <param name="rows">In the order of their classes.</param>
/// <param name="seen">For each class the rows that these were drawn from. (K)</param>
internal sealed class KeptRows(IReadOnlyList<KeptRow> rows, IReadOnlyList<long> seen) : ContinualState
{
    public override ContinualKind Kind => ContinualKind.Replay;

    public IReadOnlyList<KeptRow> Rows => rows;

    public IReadOnlyList<long> Seen => seen;

    /// <inheritdoc/>
    public override ContinualState Of(AcnNetwork network) => this;

    /// <inheritdoc/>
    public override ContinualState ForClasses(IReadOnlyList<int> classes)
    {
        var now = new Dictionary<int, int>();
        for (int position = 0; position < classes.Count; position++)
        {
            if (classes[position] >= 0)
                now.Add(classes[position], position);
        }
        KeptRow[] renamed = [.. rows.Select(row => row with { Label = now[row.Label] }).OrderBy(row => row.Label)];
        return new KeptRows(renamed, [.. classes.Select(old => old >= 0 ? seen[old] : 0)]) { Fits = Fits };
    }

    /// <inheritdoc/>
    public override ContinualState WithScaledHead(double factor) => this;
}

/// <summary>A row that is kept.</summary>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Input">What the family's store has of it; see <see cref="Inputs.InputEncoder.Export"/>.</param>
internal readonly record struct KeptRow(int Label, byte[] Input);
