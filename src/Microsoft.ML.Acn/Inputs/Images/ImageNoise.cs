namespace Microsoft.ML.Acn.Inputs.Images;

/// <summary>Changes training images, drawn anew each time that one is used.</summary>
/// <param name="Random">The seeded source.</param>
/// <param name="Augmenter">Makes the changes, from the same source.</param>
internal sealed record ImageNoise(Random Random, ImageAugmenter Augmenter) : TrainingNoise(Random);
