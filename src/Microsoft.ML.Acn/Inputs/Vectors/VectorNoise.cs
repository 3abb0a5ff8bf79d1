namespace Microsoft.ML.Acn.Inputs.Vectors;

/// <summary>Hides features of training rows, drawn anew each time that a row is used.</summary>
/// <param name="Random">The seeded source.</param>
/// <param name="HiddenShare">Share of a row's features hidden: they are at their mean, or absent from a sparse vector.</param>
internal sealed record VectorNoise(Random Random, double HiddenShare) : TrainingNoise(Random)
{
    public bool Hides() => HiddenShare > 0 && Random.NextDouble() < HiddenShare;
}
