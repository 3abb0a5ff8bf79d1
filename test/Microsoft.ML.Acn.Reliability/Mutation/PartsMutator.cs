using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of one part of a model, mostly by somebody who puts the checksums right afterwards, so that all other checks are reached.</summary>
internal static class PartsMutator
{
    /// <summary>A changed copy.</summary>
    /// <param name="seed">The model.</param>
    /// <param name="part">The part that is changed.</param>
    /// <param name="random">Decides.</param>
    public static MemoryParts Mutate(SeedModel seed, string part, Random random)
    {
        MemoryParts parts = seed.Parts.Copy();
        parts[part] = random.Next(3) == 0 ? ByteMutator.Mutate(parts[part], random) : part switch
        {
            ModelSerializer.ConfigPart => JsonMutator.Mutate(parts[part], random),
            ContinualPart.Rows => RowsMutator.Mutate(parts[part], random),
            _ => SafeTensorsMutator.Mutate(parts[part], random),
        };
        if (random.Next(8) > 0)
            Seal(parts, seed.ContinualName);
        return parts;
    }

    private static void Seal(MemoryParts parts, string? continual)
    {
        if (continual is not null)
            parts.SealContinual(continual);
        parts.SealAll();
    }
}
