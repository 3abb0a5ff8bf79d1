using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Acn.Build;

namespace Microsoft.ML.Acn.Tests.Interop;

/// <summary>
/// Builds the smallest x86-64 shared object that has what the patch reads: imports, their versions, and the versions
/// that two libraries have to provide. The places of all fields are kept, so that a test can look at them directly.
/// </summary>
internal sealed class MadeUpElf
{
    private const int HeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24;

    /// <summary>Version numbers of the imports: 2 is GLIBC_2.34, 3 the old and 4 the new libstdc++ version.</summary>
    public List<(string Name, ushort Version, ushort Section)> Symbols { get; } =
    [
        ("", 0, 0),
        ("memcpy", 2, 0),
        (TorchSharpElf.HarmlessImport, 1, 0),
        ("_ZNSt6thread4joinEv", 3, 0),
        (TorchSharpElf.InitImport, 4, 0),
        ("THSTorch_seed", 1, 7),
    ];

    public List<(string Library, List<(string Name, ushort Index)> Versions)> Needed { get; } =
    [
        ("libc.so.6", [("GLIBC_2.34", 2)]),
        ("libstdc++.so.6", [(TorchSharpElf.OldVersion, 3), (TorchSharpElf.NewVersion, 4)]),
    ];

    public ushort Machine { get; set; } = 62;

    public Dictionary<string, int> NameOffsets { get; } = [];

    public Dictionary<string, int> SymbolPlaces { get; } = [];

    public Dictionary<string, int> SymbolVersionPlaces { get; } = [];

    public Dictionary<string, int> NeededVersionPlaces { get; } = [];

    public byte[] Build()
    {
        var strings = BuildStrings();
        var needed = BuildNeeded();
        var sections = new (uint Type, byte[] Content, uint Link, uint Info)[]
        {
            (0, [], 0, 0),
            (11, BuildSymbols(), 2, 1),
            (3, strings, 0, 0),
            (0x6fffffff, BuildSymbolVersions(), 1, 0),
            (0x6ffffffe, needed, 2, (uint)Needed.Count),
            (3, [0], 0, 0), // another string table, as every real file has
        };

        var file = new byte[HeaderSize + sections.Sum(s => s.Content.Length) + (sections.Length * SectionHeaderSize)];
        var position = HeaderSize;
        var header = file.Length - (sections.Length * SectionHeaderSize);
        WriteHeader(file, header, sections.Length);
        foreach (var (type, content, link, info) in sections)
        {
            content.CopyTo(file, position);
            MovePlaces(type, position);
            Put32(file, header + 4, type);
            Put64(file, header + 24, (ulong)position);
            Put64(file, header + 32, (ulong)content.Length);
            Put32(file, header + 40, link);
            Put32(file, header + 44, info);
            position += content.Length;
            header += SectionHeaderSize;
        }

        return file;
    }

    /// <summary>The System V hash that names of versions carry.</summary>
    public static uint Hash(string name)
    {
        var hash = 0u;
        foreach (var character in name)
        {
            hash = (hash << 4) + character;
            var top = hash & 0xf0000000;
            hash = (hash ^ (top >> 24)) & ~top;
        }

        return hash;
    }

    private void WriteHeader(byte[] file, int sectionHeaders, int sectionCount)
    {
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        Put16(file, 16, 3); // shared object
        Put16(file, 18, Machine);
        Put64(file, 40, (ulong)sectionHeaders);
        Put16(file, 58, SectionHeaderSize);
        Put16(file, 60, (ushort)sectionCount);
    }

    private byte[] BuildStrings()
    {
        var strings = new List<byte> { 0 };
        NameOffsets.Clear();
        NameOffsets[""] = 0;
        var names = Symbols.Select(s => s.Name).Concat(Needed.SelectMany(n => n.Versions.Select(v => v.Name).Prepend(n.Library)));
        foreach (var name in names.Where(name => NameOffsets.TryAdd(name, strings.Count)))
        {
            strings.AddRange(Encoding.ASCII.GetBytes(name + '\0'));
        }

        return [.. strings];
    }

    private byte[] BuildSymbols()
    {
        var table = new byte[Symbols.Count * SymbolSize];
        for (var i = 0; i < Symbols.Count; i++)
        {
            Put32(table, i * SymbolSize, (uint)NameOffsets[Symbols[i].Name]);
            Put16(table, (i * SymbolSize) + 6, Symbols[i].Section);
            SymbolPlaces[Symbols[i].Name] = i * SymbolSize;
        }

        return table;
    }

    private byte[] BuildSymbolVersions()
    {
        var table = new byte[Symbols.Count * 2];
        for (var i = 0; i < Symbols.Count; i++)
        {
            Put16(table, 2 * i, Symbols[i].Version);
            SymbolVersionPlaces[Symbols[i].Name] = 2 * i;
        }

        return table;
    }

    private byte[] BuildNeeded()
    {
        var table = new byte[16 * Needed.Sum(n => 1 + n.Versions.Count)];
        var place = 0;
        foreach (var (library, versions) in Needed)
        {
            Put16(table, place, 1);
            Put16(table, place + 2, (ushort)versions.Count);
            Put32(table, place + 4, (uint)NameOffsets[library]);
            Put32(table, place + 8, 16);
            Put32(table, place + 12, library == Needed[^1].Library ? 0 : 16 * (1 + (uint)versions.Count));
            place += 16;
            foreach (var (name, index) in versions)
            {
                Put32(table, place, Hash(name));
                Put16(table, place + 6, index);
                Put32(table, place + 8, (uint)NameOffsets[name]);
                Put32(table, place + 12, name == versions[^1].Name ? 0u : 16u);
                NeededVersionPlaces[name] = place;
                place += 16;
            }
        }

        return table;
    }

    private void MovePlaces(uint section, int by)
    {
        var places = section switch { 11 => SymbolPlaces, 0x6fffffff => SymbolVersionPlaces, 0x6ffffffe => NeededVersionPlaces, _ => [] };
        foreach (var name in places.Keys)
        {
            places[name] += by;
        }
    }

    private static void Put16(byte[] file, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Put32(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void Put64(byte[] file, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
