using Microsoft.ML.Acn.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Compression;

/// <summary>Tells two networks apart: what of the first is zero in the second, or no longer there.</summary>
internal static class PruningReport
{
    /// <param name="before">The network before.</param>
    /// <param name="after">What was made of it.</param>
    /// <param name="target">What was pruned.</param>
    /// <param name="where">If it was weights, of which tensors.</param>
    public static IReadOnlyList<AcnPrunedPart> Of(AcnNetwork before, AcnNetwork after, AcnPruningTarget target, PrunedWeights where) => target == AcnPruningTarget.Weights
        ? Weights(before, after, where)
        : [.. Units(before, after, target, AcnPruningTarget.HiddenUnits, UnitKind.HiddenUnit), .. Units(before, after, target, AcnPruningTarget.Heads, UnitKind.Head)];

    private static AcnPrunedPart[] Weights(AcnNetwork before, AcnNetwork after, PrunedWeights where)
    {
        using var _ = no_grad();
        IReadOnlyList<(string Name, Parameter Weight)> was = before.PrunableWeights(where), now = after.PrunableWeights(where);
        return [.. was.Zip(now, (first, second) => Weight(first.Name, first.Weight, second.Weight, first.Weight.Handle == before.Embedding.RowTable?.Handle))];
    }

    private static AcnPrunedPart Weight(string name, Tensor before, Tensor after, bool isTable)
    {
        using var scope = NewDisposeScope();
        // Rows of a table that say nothing are no weights that could be pruned.
        Tensor zero = zeros(1, dtype: ScalarType.Float32, device: before.device), isZero = after.eq(zero);
        long silent = isTable ? Count(before.eq(zero).all(1)) * before.shape[1] : 0;
        long counted = isTable ? Count(isZero.logical_and(before.eq(zero).all(1, keepdim: true).logical_not())) : Count(isZero);
        return new AcnPrunedPart { Name = name, Target = AcnPruningTarget.Weights, Count = before.numel() - silent, Pruned = counted };
    }

    private static IEnumerable<AcnPrunedPart> Units(AcnNetwork before, AcnNetwork after, AcnPruningTarget wanted, AcnPruningTarget target, UnitKind kind) => !wanted.HasFlag(target)
        ? []
        : before.UnitsOf(kind).Zip(after.UnitsOf(kind), (was, now) => new AcnPrunedPart
        {
            Name = FormattableString.Invariant($"layers.{was.Layer}.{was.Name}"),
            Target = target,
            Count = was.Count,
            Pruned = was.Count - now.Count,
        });

    private static long Count(Tensor mask) => mask.sum().cpu().data<long>()[0];
}
