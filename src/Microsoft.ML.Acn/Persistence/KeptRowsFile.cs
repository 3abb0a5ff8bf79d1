using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML.Acn.Inputs;

namespace Microsoft.ML.Acn.Persistence;

/// <summary>
/// Kept rows as a file, all numbers little-endian: K, the classes (4 bytes); for each the rows that were seen of it (8); N, the rows (4); for each its class (4), its
/// length (4) and its bytes.
/// </summary>
internal static class KeptRowsFile
{
    private const int MaxRows = 100_000_000;

    public static long LengthOf(KeptRows rows) => (2 * sizeof(int)) + ((long)rows.Seen.Count * sizeof(long)) + rows.Rows.Sum(row => (2L * sizeof(int)) + row.Input.Length);

    /// <summary>Writes to a stream that may be forward-only.</summary>
    /// <returns>The SHA-256 of all that was written.</returns>
    /// <exception cref="InvalidOperationException">The rows are too large to be read back.</exception>
    public static byte[] Write(Stream stream, KeptRows rows)
    {
        if (LengthOf(rows) > Array.MaxLength)
            throw new InvalidOperationException($"The rows that the model keeps for replay have {LengthOf(rows)} bytes; at most {Array.MaxLength} can be saved.");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] number = new byte[sizeof(long)];
        Put(rows.Seen.Count);
        foreach (long seen in rows.Seen)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, seen);
            PutBytes(number);
        }
        Put(rows.Rows.Count);
        foreach (KeptRow row in rows.Rows)
        {
            Put(row.Label);
            Put(row.Input.Length);
            PutBytes(row.Input);
        }
        return hash.GetHashAndReset();

        void Put(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            PutBytes(number.AsSpan(0, sizeof(int)));
        }

        void PutBytes(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads rows, and checks that each is one that the encoder reads.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static (ContinualState State, byte[] Hash) Read(Stream stream, int classes, InputEncoder encoder, int fits)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (all.Length + read > Array.MaxLength)
                throw new FormatException($"it is longer than {Array.MaxLength} bytes");
            all.Write(buffer, 0, read);
        }
        var bytes = new ReadOnlySpan<byte>(all.GetBuffer(), 0, (int)all.Length);
        byte[] hash = SHA256.HashData(bytes);
        ConfigCheck.Same(Number(ref bytes), classes, "the number of classes", "network.classes");
        long[] seen = new long[classes];
        for (int label = 0; label < classes; label++)
        {
            seen[label] = BinaryPrimitives.ReadInt64LittleEndian(Take(ref bytes, sizeof(long)));
            if (seen[label] < 0)
                throw new FormatException($"of class {label} {seen[label]} rows would have been seen");
        }
        int count = Number(ref bytes);
        ConfigCheck.Range(count, 0, MaxRows, "the number of rows");
        var rows = new List<KeptRow>();
        RowStore store = encoder.CreateStore();
        for (int row = 0; row < count; row++)
        {
            int label = Number(ref bytes);
            ConfigCheck.Range(label, 0, classes - 1, "the class of a row");
            byte[] input = Take(ref bytes, Number(ref bytes)).ToArray();
            encoder.Import(store, input);
            store.Clear();
            rows.Add(new KeptRow(label, input));
        }
        if (!bytes.IsEmpty)
            throw new FormatException($"{bytes.Length} bytes follow the last row");
        return (new KeptRows(rows, seen) { Fits = fits }, hash);
    }

    private static int Number(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, sizeof(int)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count < 0 || count > bytes.Length)
            throw new FormatException($"it ends {bytes.Length} bytes behind where {count} are expected");
        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
