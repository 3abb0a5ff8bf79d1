namespace Microsoft.ML.Acn;

/// <summary>How sure of a row a network is, as one number from 0 to 1: what <see cref="AcnTransformer.WithEarlyExit"/> compares with its threshold.</summary>
public enum AcnConfidence
{
    /// <summary>The probability of the most probable class. With K classes never below 1 / K.</summary>
    TopProbability = 0,

    /// <summary>
    /// <c>1 - H / ln K</c>, with <c>H</c> the entropy of the K classes' probabilities in nats: 0 if all are equally probable, 1 if one is certain.
    /// An upper limit <c>t</c> of the entropy, as in appendix H of the paper (t = 0.7), is the threshold <c>1 - t / ln K</c>.
    /// </summary>
    Entropy = 1,
}
