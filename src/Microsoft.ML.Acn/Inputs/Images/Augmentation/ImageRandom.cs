namespace Microsoft.ML.Acn.Inputs.Images.Augmentation;

/// <summary>
/// A stream of random numbers for one image: SplitMix64 (Steele, Lea and Flood 2014), which costs nothing to start. A value that changes with
/// every draw: pass it by reference.
/// </summary>
internal struct ImageRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <param name="seed">The seed of the batch.</param>
    /// <param name="stream">Which of the seed's streams.</param>
    public ImageRandom(long seed, int stream) => _state = Mix((ulong)seed + ((ulong)stream * Gamma));

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Gamma);

    /// <summary>Evenly distributed over [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Evenly distributed over [<paramref name="min"/>, <paramref name="max"/>).</summary>
    public double Between(double min, double max) => min + ((max - min) * NextDouble());

    /// <summary>A whole number from 0 to below <paramref name="count"/>; even to within 2^-32.</summary>
    public int Next(int count) => (int)(((NextBits() >> 32) * (uint)count) >> 32);

    /// <summary>True with the probability given; never for 0, always for 1.</summary>
    public bool Chance(double probability) => probability > 0 && NextDouble() < probability;

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
