using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Acn.Training.Checkpoints;

/// <summary>
/// The numbers of <see cref="Random"/> of the same seed, from a state that can be saved and put back: Knuth's subtractive generator (The Art of Computer
/// Programming, volume 2, section 3.2.2) with the details of .NET, which keeps to them for seeded sources.
/// </summary>
internal sealed class ResumableRandom : Random
{
    /// <summary>Bytes of a state.</summary>
    public const int StateLength = (Lag + 1) * sizeof(int);

    private const int Lag = 55;
    private const int Offset = 31;
    private const int SmallLag = 21;
    private const int Golden = 161_803_398;
    private const int Rounds = 4;
    private const double Unit = 1.0 / int.MaxValue;

    // One to 55 are Knuth's; the first holds the place of the latest number among them.
    private readonly int[] _state = new int[Lag + 1];
    private readonly int[] _marked = new int[Lag + 1];

    public ResumableRandom(int seed)
        : base(0)
    {
        int latest = Golden - (seed == int.MinValue ? int.MaxValue : Math.Abs(seed));
        _state[Lag] = latest;
        int next = 1;
        for (int i = 1, at = SmallLag; i < Lag; i++, at = (at + SmallLag) % Lag)
        {
            _state[at] = next;
            (next, latest) = (Positive(latest - next), next);
        }
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 1; i <= Lag; i++)
                _state[i] = Positive(_state[i] - _state[1 + ((i + Offset - 1) % Lag)]);
        }
    }

    /// <summary>Notes the state for <see cref="GoBack"/>.</summary>
    public void Mark() => _state.CopyTo(_marked, 0);

    /// <summary>Puts the state of the last <see cref="Mark"/> back.</summary>
    public void GoBack() => _marked.CopyTo(_state, 0);

    /// <summary>A copy of the state.</summary>
    public byte[] Save() => MemoryMarshal.AsBytes(_state.AsSpan()).ToArray();

    /// <summary>Puts a state back.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(state);
        if (numbers.Length != _state.Length || numbers[0] is < 0 or > Lag || numbers[1..].ContainsAnyExceptInRange(0, int.MaxValue))
            throw new FormatException("the state of the random numbers is none");
        numbers.CopyTo(_state);
    }

    public override int Next() => Draw();

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)(Sample() * maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        long range = (long)maxValue - minValue;
        return range <= int.MaxValue ? (int)(Sample() * range) + minValue : (int)((long)(LargeSample() * range) + minValue);
    }

    public override long NextInt64()
    {
        long number;
        do
            number = (long)(Bits() >> 1);
        while (number == long.MaxValue);
        return number;
    }

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        ulong range = (ulong)(maxValue - minValue);
        if (range <= 1)
            return minValue;
        int unused = BitOperations.LeadingZeroCount(range - 1);
        ulong number;
        do
            number = Bits() >> unused;
        while (number >= range);
        return (long)number + minValue;
    }

    public override double NextDouble() => Sample();

    public override float NextSingle()
    {
        float number;
        do
            number = (float)Sample();
        while (number >= 1);
        return number;
    }

    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref byte one in buffer)
            one = (byte)Draw();
    }

    protected override double Sample() => Draw() * Unit;

    private static int Positive(int number) => number < 0 ? number + int.MaxValue : number;

    private int Draw()
    {
        int at = (_state[0] % Lag) + 1, other = ((at + SmallLag - 1) % Lag) + 1;
        int number = _state[at] - _state[other];
        if (number == int.MaxValue)
            number--;
        number = Positive(number);
        _state[at] = number;
        _state[0] = at;
        return number;
    }

    /// <summary>For ranges that are longer than the numbers drawn.</summary>
    private double LargeSample()
    {
        int number = Draw();
        if (Draw() % 2 == 0)
            number = -number;
        return (number + (double)(int.MaxValue - 1)) / ((2u * (uint)int.MaxValue) - 1);
    }

    private ulong Bits()
    {
        const int First = 22, Last = 20;
        return (uint)Next(1 << First) | ((ulong)(uint)Next(1 << First) << First) | ((ulong)(uint)Next(1 << Last) << (2 * First));
    }
}
