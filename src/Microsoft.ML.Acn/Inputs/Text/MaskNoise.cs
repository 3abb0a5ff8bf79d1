namespace Microsoft.ML.Acn.Inputs.Text;

/// <summary>Chooses tokens whose word is to be guessed, and hides it: the masked-token objective of BERT (Devlin et al., arXiv 1810.04805, section 3.1).</summary>
/// <param name="Random">The seeded source.</param>
/// <param name="Classes">The words that can be guessed: so many of the vocabulary's first, which are its most frequent.</param>
/// <param name="Share">Share of the tokens with such words that are chosen.</param>
internal sealed record MaskNoise(Random Random, int Classes, double Share) : TrainingNoise(Random)
{
    /// <summary>Share of the chosen tokens that are masked.</summary>
    public double Masked { get; init; } = 0.8;

    /// <summary>Share of the chosen tokens that get the word of another class; what is left stays as it is.</summary>
    public double Replaced { get; init; } = 0.1;

    /// <summary>Of each class the probability with which its tokens are not passed over when tokens are chosen; null for 1.</summary>
    public double[]? Considered { get; init; }

    /// <summary>The noise of measures: all chosen tokens are masked, so that none can be read off.</summary>
    public static MaskNoise OfMeasure(int seed, int classes, double share) => new(new Random(seed), classes, share) { Masked = 1, Replaced = 0 };
}
