namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>Draws from Beta(alpha, alpha), as the ratio of two Gamma variables.</summary>
internal static class BetaDistribution
{
    /// <param name="alpha">Above 0.</param>
    /// <param name="random">The source.</param>
    /// <returns>0 to 1.</returns>
    public static double Draw(double alpha, ref ImageRandom random)
    {
        // In logarithms, for Gamma variables of a small alpha are too small for a double.
        double own = LogGamma(alpha, ref random), other = LogGamma(alpha, ref random);
        return 1 / (1 + Math.Exp(other - own));
    }

    /// <summary>
    /// Logarithm of a Gamma(shape, 1) variable: Marsaglia and Tsang 2000, "A simple method for generating gamma variables", for shape + 1,
    /// and from there by <c>Gamma(a) = Gamma(a + 1) * U^(1/a)</c> (its section 6).
    /// </summary>
    private static double LogGamma(double shape, ref ImageRandom random)
    {
        double d = shape + 1 - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = Normal(ref random), root = 1 + (c * normal);
            if (root <= 0)
                continue;
            double v = root * root * root;
            if (Math.Log(Above0(ref random)) < (0.5 * normal * normal) + (d * (1 - v + Math.Log(v))))
                return Math.Log(d * v) + (Math.Log(Above0(ref random)) / shape);
        }
    }

    /// <summary>A standard normal variable (Box and Muller 1958).</summary>
    private static double Normal(ref ImageRandom random)
        => Math.Sqrt(-2 * Math.Log(Above0(ref random))) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Evenly distributed over (0, 1].</summary>
    private static double Above0(ref ImageRandom random) => 1 - random.NextDouble();
}
