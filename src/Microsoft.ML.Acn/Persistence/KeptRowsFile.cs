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

    // Sums of such numbers stay within 64 bits.
    private const long MostSeen = 1L << 53;

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
        using var reader = new HashedReader(stream);
        ConfigCheck.Same(reader.Int32(), classes, "the number of classes", "network.classes");
        long[] seen = new long[classes];
        for (int label = 0; label < classes; label++)
        {
            seen[label] = reader.Int64();
            if (seen[label] is < 0 or > MostSeen)
                throw new FormatException($"of class {label} {seen[label]} rows would have been seen");
        }
        int count = reader.Int32();
        ConfigCheck.Range(count, 0, MaxRows, "the number of rows");
        var rows = new List<KeptRow>();
        long[] kept = new long[classes];
        RowStore store = encoder.CreateStore();
        for (int row = 0; row < count; row++)
        {
            int label = reader.Int32();
            ConfigCheck.Range(label, 0, classes - 1, "the class of a row");
            if (++kept[label] > seen[label])
                throw new FormatException($"of class {label} more rows are kept than the {seen[label]} that were seen");
            byte[] input = reader.Bytes(reader.Int32());
            encoder.Import(store, input);
            store.Clear();
            rows.Add(new KeptRow(label, input));
        }
        return (new KeptRows(rows, seen) { Fits = fits }, reader.End("the last row"));
    }
}
