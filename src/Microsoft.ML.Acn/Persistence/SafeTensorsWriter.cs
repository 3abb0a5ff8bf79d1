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
    /// <returns>The SHA-256 of all that was written.</returns>
    /// <exception cref="InvalidOperationException">A weight is not a finite number: such a file could not be read back.</exception>
    public static byte[] Write(Stream stream, IReadOnlyList<(string Name, Tensor Tensor)> weights)
    {
        byte[] header = SafeTensorsHeader.Build(TensorSpec.Of(weights));
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(length);
        Put(header);
        foreach ((string name, Tensor tensor) in weights)
        {
            TensorBytes.Read(tensor, piece =>
            {
                if (!TensorBytes.AreFinite(piece))
                    throw new InvalidOperationException($"Weight '{name}' holds a NaN or an infinity: the training of this model failed, and it cannot be saved.");
                Put(piece);
            });
        }
        return hash.GetHashAndReset();

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }
}
