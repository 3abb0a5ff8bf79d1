using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Datasets;

/// <summary>
/// A file of bytes in one or more dimensions, in the IDX format of the MNIST database: two zero bytes, 8 for "unsigned byte", the number of
/// dimensions, their sizes as big-endian 32-bit integers, and the values with the last dimension running fastest.
/// </summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 8;

    /// <summary>Reads a file whose shape and content are known beforehand, so that nothing in it decides how much memory is taken.</summary>
    /// <param name="path">The file, compressed by gzip if its name ends in <c>.gz</c>.</param>
    /// <param name="sha256">The hash of the uncompressed file, 64 lower-case hexadecimal digits.</param>
    /// <param name="shape">The sizes of the dimensions.</param>
    /// <returns>The values.</returns>
    /// <exception cref="DatasetException">The file is another one, or damaged.</exception>
    public static ReadOnlyMemory<byte> Read(string path, string sha256, params int[] shape)
    {
        byte[] header = Header(shape);
        byte[] content = new byte[header.Length + shape.Aggregate(1, (product, size) => checked(product * size))];
        try
        {
            using Stream file = Open(path);
            file.ReadExactly(content, 0, header.Length);
            if (!content.AsSpan(0, header.Length).SequenceEqual(header))
                throw new DatasetException($"{path} is no IDX file of {Text(shape)} bytes.");
            file.ReadExactly(content, header.Length, content.Length - header.Length);
            if (file.ReadByte() >= 0)
                throw new DatasetException($"{path} goes on after the {Text(shape)} bytes that its first bytes announce.");
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new DatasetException($"{path} is damaged or cut off: {Text(shape)} bytes cannot be read from it.", e);
        }
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return hash == sha256
            ? content.AsMemory(header.Length)
            : throw new DatasetException($"{path} is damaged or another version (its uncompressed SHA-256 is {hash}, expected was {sha256}); replace or delete it.");
    }

    private static byte[] Header(int[] shape)
    {
        byte[] header = new byte[4 * (1 + shape.Length)];
        header[2] = UnsignedByte;
        header[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * (1 + i)), shape[i]);
        return header;
    }

    private static Stream Open(string path)
    {
        FileStream file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static string Text(int[] shape) => string.Join(" x ", shape.Select(size => size.ToString("N0", CultureInfo.InvariantCulture)));
}
