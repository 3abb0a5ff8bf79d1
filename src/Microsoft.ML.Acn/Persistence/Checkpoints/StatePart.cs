using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence.Checkpoints;

/// <summary>A piece of a run's state: where it is, for a checkpoint to be written from and read into.</summary>
internal sealed class StatePart
{
    private readonly Func<ReadOnlySpan<byte>, bool> _areFinite;

    private StatePart(TensorSpec spec, Action<Action<Span<byte>>> write, Action<Action<Span<byte>>> read, Func<ReadOnlySpan<byte>, bool>? areFinite = null)
        => (Spec, Write, Read, _areFinite) = (spec, write, read, areFinite ?? (static _ => true));

    /// <summary>Its name, type and shape in the file.</summary>
    public TensorSpec Spec { get; }

    /// <summary>Passes its bytes on, piece by piece.</summary>
    public Action<Action<Span<byte>>> Write { get; }

    /// <summary>Lets its bytes be filled, piece by piece.</summary>
    /// <exception cref="FormatException">They mean nothing.</exception>
    public Action<Action<Span<byte>>> Read { get; }

    /// <summary>Whether a piece of its bytes holds neither a NaN nor an infinity, or is of what may, or is no such numbers.</summary>
    public bool AreFinite(ReadOnlySpan<byte> piece) => _areFinite(piece);

    /// <summary>A tensor of floats, or of booleans.</summary>
    public static StatePart Of(string name, Tensor tensor)
    {
        bool isMask = tensor.dtype == ScalarType.Bool;
        return new StatePart(
            new TensorSpec(name, tensor.shape) { Type = isMask ? TensorSpec.Bytes8 : TensorSpec.DType },
            use => TensorBytes.Read(tensor, piece => use(piece)),
            fill => TensorBytes.Write(tensor, piece => fill(piece)),
            isMask ? null : TensorBytes.AreFinite);
    }

    /// <summary>An array of numbers in 64 bits, which the file has as their bytes.</summary>
    public static StatePart Of(string name, double[] numbers)
        => new(
            Spec8(name, numbers.Length, sizeof(double)),
            use => use(MemoryMarshal.AsBytes(numbers.AsSpan())),
            fill => fill(MemoryMarshal.AsBytes(numbers.AsSpan())),
            AreFiniteDoubles);

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="get">Tells it.</param>
    /// <param name="set">Takes it.</param>
    /// <param name="isAlwaysFinite">Whether a NaN or an infinity can only be a mistake.</param>
    public static StatePart Of(string name, Func<double> get, Action<double> set, bool isAlwaysFinite = true)
        => Of(name, sizeof(double), () => BitConverter.GetBytes(get()), bytes => set(BitConverter.ToDouble(bytes)), isAlwaysFinite ? AreFiniteDoubles : null);

    /// <summary>A count.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="get">Tells it.</param>
    /// <param name="set">Takes it.</param>
    /// <param name="most">The highest that it can be.</param>
    public static StatePart Count(string name, Func<long> get, Action<long> set, long most = long.MaxValue)
        => Of(name, sizeof(long), () => BitConverter.GetBytes(get()), bytes =>
        {
            long count = BitConverter.ToInt64(bytes);
            set(count >= 0 && count <= most ? count : throw new FormatException($"'{name}' is {count}, not from 0 to {most}"));
        });

    /// <summary>Some bytes.</summary>
    public static StatePart Of(string name, int length, Func<byte[]> get, Action<byte[]> set) => Of(name, length, get, set, areFinite: null);

    private static StatePart Of(string name, int length, Func<byte[]> get, Action<byte[]> set, Func<ReadOnlySpan<byte>, bool>? areFinite) => new(
        Spec8(name, length),
        use => use(get()),
        fill =>
        {
            byte[] bytes = new byte[length];
            fill(bytes);
            set(bytes);
        },
        areFinite);

    private static bool AreFiniteDoubles(ReadOnlySpan<byte> bytes)
    {
        foreach (double number in MemoryMarshal.Cast<byte, double>(bytes))
        {
            if (!double.IsFinite(number))
                return false;
        }
        return true;
    }

    private static TensorSpec Spec8(string name, params long[] shape) => new(name, shape) { Type = TensorSpec.Bytes8 };
}
