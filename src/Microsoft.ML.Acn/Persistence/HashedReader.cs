using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>Reads little-endian numbers and bytes from a stream that may be forward-only, and the SHA-256 of all of it. Memory is taken as bytes arrive, whatever lengths the stream claims.</summary>
internal sealed class HashedReader(Stream stream) : IDisposable
{
    private const int Piece = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[Piece];
    private long _length;

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <exception cref="FormatException">There are fewer.</exception>
    public byte[] Bytes(int count)
    {
        if (count < 0)
            throw new FormatException($"{count} bytes would follow");
        if (count <= Piece)
            return Take(count).ToArray();
        var bytes = new List<byte>();
        while (bytes.Count < count)
            bytes.AddRange(Take(Math.Min(count - bytes.Count, Piece)));
        return [.. bytes];
    }

    /// <summary>The SHA-256 of what was read, which must be all.</summary>
    /// <exception cref="FormatException">More follows.</exception>
    public byte[] End(string last)
    {
        int more = stream.ReadAtLeast(_buffer, 1, throwOnEndOfStream: false);
        return more == 0 ? _hash.GetHashAndReset() : throw new FormatException($"{more} bytes or more follow {last}");
    }

    public void Dispose() => _hash.Dispose();

    private Span<byte> Take(int count)
    {
        int read = stream.ReadAtLeast(_buffer.AsSpan(0, count), count, throwOnEndOfStream: false);
        if (read < count)
            throw new FormatException($"it ends {read} bytes behind where {count} are expected");
        if ((_length += count) > Array.MaxLength)
            throw new FormatException($"it is longer than {Array.MaxLength} bytes");
        _hash.AppendData(_buffer, 0, count);
        return _buffer.AsSpan(0, count);
    }
}
