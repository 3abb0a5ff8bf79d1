using Microsoft.ML.Acn.Inputs;
using Microsoft.ML.Acn.Inputs.Vectors;
using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>The saved form of <see cref="VectorEncoder"/>.</summary>
internal sealed record VectorEncoderConfig : EncoderConfig
{
    private const int MaxFeatures = 1 << 28;

    /// <summary>The column of vectors.</summary>
    public required string Column { get; init; }

    /// <summary>F, the slots of a vector.</summary>
    public required int Features { get; init; }

    /// <summary>What is taken from each feature, or null if nothing is. (F)</summary>
    public required float[]? Means { get; init; }

    /// <summary>What each feature is multiplied by then, or null if numbers are taken as they are. (F)</summary>
    public required float[]? Scales { get; init; }

    /// <summary>Whether the numbers are factors of table rows.</summary>
    public required bool IsSparse { get; init; }

    public static VectorEncoderConfig Of(VectorEncoder encoder) => new()
    {
        Column = encoder.ColumnNames[0],
        Features = encoder.Features,
        Means = encoder.Scaling?.Means,
        Scales = encoder.Scaling?.Scales,
        IsSparse = encoder.IsSparse,
    };

    public override void Check(EmbeddingConfig embedding)
    {
        ConfigCheck.Name(Column, "encoder.column");
        ConfigCheck.Range(Features, 1, MaxFeatures, "encoder.features");
        CheckNumbers(Means, float.MinValue, "encoder.means");
        CheckNumbers(Scales, 0, "encoder.scales");
        if (Means is not null && (Scales is null || IsSparse))
            throw new FormatException($"encoder.means is given {(IsSparse ? "for sparse vectors" : "without encoder.scales")}");
        if (embedding is not VectorEmbeddingConfig vector)
            throw new FormatException($"the encoder reads vectors, but network.embedding is {embedding.GetType().Name}");
        ConfigCheck.Same(vector.Features, Features, "network.embedding.features", "encoder.features");
        if (vector.IsSparse != IsSparse)
            throw new FormatException($"network.embedding.isSparse is {vector.IsSparse}, which does not fit encoder.isSparse");
    }

    public override InputEncoder Build() => new VectorEncoder(Column, Features, IsSparse, Scales is null ? null : new VectorScaling(Means, Scales));

    private void CheckNumbers(float[]? numbers, float lowest, string name)
    {
        if (numbers is null)
            return;
        ConfigCheck.Same(numbers.Length, Features, $"the number of {name}", "encoder.features");
        foreach (float number in numbers)
        {
            if (!float.IsFinite(number) || number < lowest)
                throw new FormatException($"{name} has the number {number.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        }
    }
}
