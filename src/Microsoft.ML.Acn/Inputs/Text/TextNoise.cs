namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Hides words of training rows, drawn anew each time that a row is used.</summary>
/// <param name="Random">The seeded source.</param>
/// <param name="HiddenShare">Share of tokens hidden from a row.</param>
internal sealed record TextNoise(Random Random, double HiddenShare) : TrainingNoise(Random);
