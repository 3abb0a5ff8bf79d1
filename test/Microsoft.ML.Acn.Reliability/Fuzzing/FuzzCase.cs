using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Reliability.Mutation;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Reliability.Fuzzing;

/// <summary>A damaged model. Seed and number make the same one again.</summary>
/// <param name="Origin">The model that it was.</param>
/// <param name="Target">What was changed.</param>
/// <param name="Parts">Its parts, unless it is a <see cref="Zip"/>.</param>
/// <param name="Zip">ML.NET's model file, or null.</param>
internal sealed record FuzzCase(SeedModel Origin, FuzzTarget Target, MemoryParts? Parts, byte[]? Zip)
{
    /// <summary>Makes a case.</summary>
    /// <param name="models">To choose from.</param>
    /// <param name="seed">That of the run.</param>
    /// <param name="number">Which of the run's cases, from 0.</param>
    public static FuzzCase Make(IReadOnlyList<SeedModel> models, int seed, long number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + (int)(number ^ (number >> 32))));
        SeedModel origin = models[(int)(number % models.Count)];
        var target = (FuzzTarget)random.Next(3);
        return target switch
        {
            FuzzTarget.Configuration => new FuzzCase(origin, target, PartsMutator.Mutate(origin, ModelSerializer.ConfigPart, random), null),
            FuzzTarget.Tensors when origin.ContinualName is { } kept && random.Next(2) == 0 => new FuzzCase(origin, target, PartsMutator.Mutate(origin, kept, random), null),
            FuzzTarget.Tensors => new FuzzCase(origin, target, PartsMutator.Mutate(origin, ModelSerializer.WeightsPart, random), null),
            _ => new FuzzCase(origin, target, null, ZipMutator.Mutate(origin, random)),
        };
    }

    /// <summary>A model as it was saved, to be loaded in the same way.</summary>
    public static FuzzCase Intact(SeedModel origin, FuzzTarget target)
        => target == FuzzTarget.Zip ? new FuzzCase(origin, target, null, origin.Zip) : new FuzzCase(origin, target, origin.Parts, null);

    /// <summary>A model of which a part is replaced, with checksums that are right for it, or a whole model file.</summary>
    public static FuzzCase Of(SeedModel origin, FuzzTarget target, byte[] bytes)
    {
        if (target == FuzzTarget.Zip)
            return new FuzzCase(origin, target, null, bytes);
        MemoryParts parts = origin.Parts.Copy();
        parts[target == FuzzTarget.Tensors ? ModelSerializer.WeightsPart : ModelSerializer.ConfigPart] = bytes;
        parts.SealAll();
        return new FuzzCase(origin, target, parts, null);
    }

    /// <summary>Writes what is to be loaded into a folder.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Zip is not null)
            File.WriteAllBytes(Path.Combine(folder, "model.zip"), Zip);
        foreach (string part in new[] { ModelSerializer.ConfigPart, ModelSerializer.WeightsPart, ContinualPart.Importances, ContinualPart.Rows })
        {
            if (Parts?.Has(part) == true)
                File.WriteAllBytes(Path.Combine(folder, part), Parts[part]);
        }
    }
}
