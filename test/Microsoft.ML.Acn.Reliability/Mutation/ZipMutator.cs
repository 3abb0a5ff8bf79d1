using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Acn.Persistence;
using Microsoft.ML.Acn.Reliability.Seeds;

namespace Microsoft.ML.Acn.Reliability.Mutation;

/// <summary>Changes of ML.NET's model file: of its bytes, of its entries and their names, of the sizes that it declares, and of the parts in it.</summary>
internal static class ZipMutator
{
    private const uint CentralEntry = 0x02014b50;

    private static readonly DateTimeOffset _moment = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] _names = ["", "../../escaped", "..\\..\\escaped", "/escaped", "C:\\escaped", "config.json", "weights.safetensors", "Model.key", "TrainingInfo/Version.txt", "a/b/c", "nul", "x\0y", new('n', 2_000)];

    /// <summary>A changed copy, but for the entry <c>Schema</c>.</summary>
    public static byte[] Mutate(SeedModel seed, Random random)
    {
        byte[] zip = Changed(seed, random);
        return HasOtherSchema(seed, zip) ? With(seed, zip, name => name != SeedModel.SchemaName) ?? zip : zip;
    }

    /// <summary>
    /// Whether an archive has an entry <c>Schema</c> that can be read and is not as it was saved. ML.NET's reading of such a one can take a gigabyte, or never
    /// end, and no part is ever opened (docs/security.md).
    /// </summary>
    public static bool HasOtherSchema(SeedModel seed, byte[] zip)
        => TryRead(zip, name => name == SeedModel.SchemaName)?.Any(entry => !entry.Bytes.AsSpan().SequenceEqual(seed.Schema)) == true;

    private static byte[] Changed(SeedModel seed, Random random)
    {
        if (random.Next(4) == 0)
            return ByteMutator.Mutate(seed.Zip, random);
        List<(string Name, byte[] Bytes)> entries = Read(seed.Zip);
        for (int changes = random.Next(1, 3); changes > 0 && entries.Count > 0; changes--)
            Change(seed, entries, random);
        byte[] zip = Write(entries, random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        if (random.Next(6) == 0)
            DeclareSizes(zip, random);
        return zip;
    }

    /// <summary>The archive with what ML.NET keeps beside the parts as it was saved, or null if it cannot be read.</summary>
    public static byte[]? WithOwnEntriesOf(SeedModel seed, byte[]? zip) => zip is null ? null : With(seed, zip, name => IsPart(seed, name));

    /// <summary>The parts of the model in an archive, as far as there are any; null if it cannot be read.</summary>
    public static MemoryParts? PartsOf(SeedModel seed, byte[] zip)
    {
        if (TryRead(zip, name => IsPart(seed, name)) is not { } entries)
            return null;
        var parts = new MemoryParts();
        foreach ((string name, byte[] bytes) in entries)
            parts[name.Split('/', '\\')[^1]] = bytes;
        return parts;
    }

    /// <summary>An archive's entries of some names, and all others as they were saved; null if it cannot be read.</summary>
    private static byte[]? With(SeedModel seed, byte[] zip, Func<string, bool> isKept) => TryRead(zip, _ => true) is { } entries
        ? Write([.. entries.Where(entry => isKept(entry.Name)), .. Read(seed.Zip).Where(entry => !isKept(entry.Name))], CompressionLevel.NoCompression)
        : null;

    private static List<(string Name, byte[] Bytes)>? TryRead(byte[] zip, Func<string, bool> isWanted)
    {
        try
        {
            return Read(zip, isWanted);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static bool IsPart(SeedModel seed, string name) => seed.Parts.Has(name.Split('/', '\\')[^1]);

    private static void Change(SeedModel seed, List<(string Name, byte[] Bytes)> entries, Random random)
    {
        int at = random.Next(entries.Count);
        (string name, byte[] bytes) = entries[at];
        switch (random.Next(8))
        {
            case 0:
                entries[at] = (random.Next(2) == 0 ? _names[random.Next(_names.Length)] : name + "x", bytes);
                break;
            case 1:
                entries.RemoveAt(at);
                break;
            case 2:
                entries.Insert(random.Next(entries.Count + 1), (name, ByteMutator.Mutate(bytes, random)));
                break;
            case 3:
                entries[at] = (name, ByteMutator.Mutate(bytes, random));
                break;
            case 4:
                int other = random.Next(entries.Count);
                (entries[at], entries[other]) = ((name, entries[other].Bytes), (entries[other].Name, bytes));
                break;
            case 5:
                // Much that was packed into little.
                entries[at] = (name, [.. bytes, .. new byte[random.Next(1, 4) << 20]]);
                break;
            default:
                Replace(seed, entries, random);
                break;
        }
    }

    private static void Replace(SeedModel seed, List<(string Name, byte[] Bytes)> entries, Random random)
    {
        string part = random.Next(2) == 0 ? ModelSerializer.ConfigPart : ModelSerializer.WeightsPart;
        MemoryParts parts = PartsMutator.Mutate(seed, part, random);
        for (int at = 0; at < entries.Count; at++)
        {
            string name = entries[at].Name.Split('/', '\\')[^1];
            if (parts.Has(name))
                entries[at] = (entries[at].Name, parts[name]);
        }
    }

    private static List<(string Name, byte[] Bytes)> Read(byte[] zip) => Read(zip, _ => true);

    private static List<(string Name, byte[] Bytes)> Read(byte[] zip, Func<string, bool> isWanted)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Where(entry => isWanted(entry.FullName)).Select(entry =>
        {
            using var bytes = new MemoryStream();
            try
            {
                using Stream stream = entry.Open();
                stream.CopyTo(bytes);
            }
            catch (InvalidDataException)
            {
                // What comes before the damage is what a reader of the archive gets, too.
            }
            return (entry.FullName, bytes.ToArray());
        })];
    }

    private static byte[] Write(List<(string Name, byte[] Bytes)> entries, CompressionLevel level)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name.Length == 0 ? "." : name, level);
                entry.LastWriteTime = _moment;
                using Stream stream = entry.Open();
                stream.Write(bytes);
            }
        }
        return file.ToArray();
    }

    /// <summary>Puts other sizes, checksums or methods into the directory at the end of the file.</summary>
    private static void DeclareSizes(byte[] zip, Random random)
    {
        int[] fields = [10, 16, 20, 24, 42]; // method, CRC-32, packed size, size, place
        for (int at = 0; at + 46 <= zip.Length; at++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(at)) == CentralEntry && random.Next(3) == 0)
                BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + fields[random.Next(fields.Length)]), random.Next(2) == 0 ? 0xFFFF_FFF0 : (uint)random.Next());
        }
    }
}
