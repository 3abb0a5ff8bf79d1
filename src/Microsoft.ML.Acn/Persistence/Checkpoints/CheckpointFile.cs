using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Acn.Persistence.Checkpoints;

/// <summary>
/// A checkpoint as one safetensors file: its head is a text of the metadata, its last tensor the SHA-256 of all bytes before that. Nothing of a file is used
/// before that was compared.
/// </summary>
internal static class CheckpointFile
{
    /// <summary>Room for six tensors of each weight of the deepest network.</summary>
    private const int MaxHeader = 1 << 24;

    private const string HeadName = "checkpoint";
    private const string SealName = "sha256";
    private const int Piece = 1 << 20;

    private static readonly TensorSpec Seal = new(SealName, [SHA256.HashSizeInBytes]) { Type = TensorSpec.Bytes8 };

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 4,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>Replaces the file, or leaves it as it was.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">What it says of its run.</param>
    /// <param name="parts">The state.</param>
    /// <param name="open">Makes a new file for writing; for tests.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="NotFiniteNumberException">The state holds a NaN or an infinity where there should be none.</exception>
    public static void Write(string path, CheckpointHead head, IReadOnlyList<StatePart> parts, Func<string, Stream>? open = null)
    {
        using var files = new FileTransaction(open);
        files.Write(path, stream => Write(stream, head, parts));
        files.Commit();
    }

    /// <summary>Checks a file's bytes and reads its head.</summary>
    /// <exception cref="FormatException">It is damaged, or no checkpoint.</exception>
    public static CheckpointHead ReadHead(string path) => Reading(path, stream =>
    {
        (byte[] header, List<PlacedTensor> _) = ReadHeader(stream);
        string text = SafeTensorsHeader.TextOf(header, HeadName) ?? throw new FormatException("its header has no head of a checkpoint");
        try
        {
            return JsonSerializer.Deserialize<CheckpointHead>(text, Json) ?? throw new FormatException("its head is null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"its head is not the JSON of a checkpoint: {e.Message}", e);
        }
    });

    /// <summary>Fills the state from a file.</summary>
    /// <exception cref="FormatException">It is damaged, or holds something else than these parts.</exception>
    public static void ReadInto(string path, IReadOnlyList<StatePart> parts) => Reading(path, stream =>
    {
        (byte[] _, List<PlacedTensor> found) = ReadHeader(stream);
        Dictionary<string, StatePart> byName = parts.ToDictionary(part => part.Spec.Name, StringComparer.Ordinal);
        foreach (PlacedTensor placed in SafeTensorsLayout.Check(found, [.. parts.Select(part => part.Spec), Seal]).Where(placed => placed.Spec.Name != SealName))
        {
            StatePart part = byName[placed.Spec.Name];
            part.Read(piece =>
            {
                stream.ReadExactly(piece);
                if (!part.AreFinite(piece))
                    throw new FormatException($"'{part.Spec.Name}' holds a NaN or an infinity");
            });
        }
        return true;
    });

    private static void Write(Stream stream, CheckpointHead head, IReadOnlyList<StatePart> parts)
    {
        byte[] header = SafeTensorsHeader.Build([.. parts.Select(part => part.Spec), Seal], (HeadName, JsonSerializer.Serialize(head, Json)));
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(length);
        Put(header);
        foreach (StatePart part in parts)
        {
            part.Write(piece =>
            {
                if (!part.AreFinite(piece))
                    throw new NotFiniteNumberException($"'{part.Spec.Name}' holds a NaN or an infinity, and there is no checkpoint of such a state.");
                Put(piece);
            });
        }
        stream.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    private static T Reading<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Verify(stream);
            return read(stream);
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or OverflowException)
        {
            throw new FormatException($"The checkpoint '{path}' cannot be read: {e.Message}. Delete it to start anew.", e);
        }
    }

    /// <summary>Compares the hash of all bytes with the last ones.</summary>
    private static void Verify(FileStream stream)
    {
        long left = stream.Length - SHA256.HashSizeInBytes;
        if (left < sizeof(ulong))
            throw new FormatException($"it ends after {stream.Length} bytes");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Piece];
        for (; left > 0; left -= Math.Min(left, Piece))
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(left, Piece));
            stream.ReadExactly(piece);
            hash.AppendData(piece);
        }
        Span<byte> end = buffer.AsSpan(0, SHA256.HashSizeInBytes);
        stream.ReadExactly(end);
        if (!end.SequenceEqual(hash.GetHashAndReset()))
            throw new FormatException("it is damaged: the SHA-256 at its end is not that of the bytes before");
        stream.Position = 0;
    }

    private static (byte[] Header, List<PlacedTensor> Found) ReadHeader(FileStream stream)
    {
        (byte[] _, byte[] header) = SafeTensorsHeader.Read(stream, MaxHeader);
        List<PlacedTensor> found = SafeTensorsHeader.Parse(header);
        SafeTensorsHeader.CheckLength(stream.Length - stream.Position, found.Count == 0 ? 0 : found.Max(tensor => tensor.End));
        return (header, found);
    }
}
