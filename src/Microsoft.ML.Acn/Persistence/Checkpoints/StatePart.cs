using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence.Checkpoints;

/// <summary>A piece of a run's state: where it is, for a checkpoint to be written from and read into.</summary>
internal sealed class StatePart
{
    private StatePart(TensorSpec spec, Action<Action<Span<byte>>> write, Action<Action<Span<byte>>> read) => (Spec, Write, Read) = (spec, write, read);

    /// <summary>Its name, type and shape in the file.</summary>
    public TensorSpec Spec { get; }

    /// <summary>Passes its bytes on, piece by piece.</summary>
    public Action<Action<Span<byte>>> Write { get; }

    /// <summary>Lets its bytes be filled, piece by piece.</summary>
    /// <exception cref="FormatException">They mean nothing.</exception>
    public Action<Action<Span<byte>>> Read { get; }

    /// <summary>A tensor of floats, or of booleans.</summary>
    public static StatePart Of(string name, Tensor tensor)
    {
        bool isMask = tensor.dtype == ScalarType.Bool;
        return new StatePart(
            new TensorSpec(name, tensor.shape) { Type = isMask ? TensorSpec.Bytes8 : TensorSpec.DType },
            use => TensorBytes.Read(tensor, piece => use(piece)),
            fill => TensorBytes.Write(tensor, piece => fill(piece)));
    }

    /// <summary>An array of numbers in 64 bits, which the file has as their bytes.</summary>
    public static StatePart Of(string name, double[] numbers)
        => new(Spec8(name, numbers.Length, sizeof(double)), use => use(MemoryMarshal.AsBytes(numbers.AsSpan())), fill =>
        {
            fill(MemoryMarshal.AsBytes(numbers.AsSpan()));
            if (!numbers.All(double.IsFinite))
                throw new FormatException($"'{name}' holds a NaN or an infinity");
        });

    /// <summary>A number.</summary>
    public static StatePart Of(string name, Func<double> get, Action<double> set)
        => Of(name, sizeof(double), () => BitConverter.GetBytes(get()), bytes => set(BitConverter.ToDouble(bytes)));

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
    public static StatePart Of(string name, int length, Func<byte[]> get, Action<byte[]> set)
        => new(Spec8(name, length), use => use(get()), fill =>
        {
            byte[] bytes = new byte[length];
            fill(bytes);
            set(bytes);
        });

    private static TensorSpec Spec8(string name, params long[] shape) => new(name, shape) { Type = TensorSpec.Bytes8 };
}
