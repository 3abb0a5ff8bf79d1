using System.Buffers.Binary;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Writes a safetensors file: 8 bytes with the header's length, the header, the tensors' bytes in order, all little-endian.</summary>
internal static class SafeTensorsWriter
{
    /// <summary>Bytes of a file with these tensors.</summary>
    public static long LengthOf(TensorSpec[] tensors) => sizeof(ulong) + SafeTensorsHeader.Build(tensors).Length + tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Writes to a stream that may be forward-only.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="weights">The tensors, in this order.</param>
    /// <param name="isCompact">Whether tensors with many zeros are stored as <see cref="CompactTensors"/>.</param>
    /// <returns>The SHA-256 of all that was written.</returns>
    /// <exception cref="InvalidOperationException">A weight is not a finite number: such a file could not be read back.</exception>
    public static byte[] Write(Stream stream, IReadOnlyList<(string Name, Tensor Tensor)> weights, bool isCompact = false)
    {
        TensorSpec[][] stored = [.. TensorSpec.Of(weights).Zip(weights, (spec, weight) => isCompact ? CompactTensors.Stored(spec, Bitmap.CountNonZeros(weight.Tensor)) : [spec])];
        byte[] header = SafeTensorsHeader.Build(stored.SelectMany(specs => specs));
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(length);
        Put(header);
        foreach ((TensorSpec[] specs, (string name, Tensor tensor)) in stored.Zip(weights))
        {
            if (specs.Length == 1)
            {
                TensorBytes.Read(tensor, piece => PutNumbers(name, piece));
                continue;
            }
            Bitmap.Read(tensor, Put);
            Bitmap.ReadValues(tensor, piece => PutNumbers(name, piece));
        }
        return hash.GetHashAndReset();

        void PutNumbers(string name, Span<byte> piece)
        {
            if (!TensorBytes.AreFinite(piece))
                throw new InvalidOperationException($"Weight '{name}' holds a NaN or an infinity: the training of this model failed, and it cannot be saved.");
            Put(piece);
        }

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }
}
