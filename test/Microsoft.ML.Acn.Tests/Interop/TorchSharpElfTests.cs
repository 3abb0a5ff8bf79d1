using System.Buffers.Binary;
using Microsoft.ML.Acn.Build;

namespace Microsoft.ML.Acn.Tests.Interop;

public class TorchSharpElfTests
{
    private readonly MadeUpElf elf = new();

    [Fact]
    public void The_init_import_becomes_the_harmless_one_without_a_version()
    {
        var file = elf.Build();

        Assert.True(TorchSharpElf.Patch(file));

        Assert.Equal(elf.NameOffsets[TorchSharpElf.HarmlessImport], Get32(file, elf.SymbolPlaces[TorchSharpElf.InitImport]));
        Assert.Equal(1, Get16(file, elf.SymbolVersionPlaces[TorchSharpElf.InitImport]));
    }

    [Fact]
    public void The_new_version_becomes_the_old_one()
    {
        var file = elf.Build();

        Assert.True(TorchSharpElf.Patch(file));

        var place = elf.NeededVersionPlaces[TorchSharpElf.NewVersion];
        Assert.Equal(MadeUpElf.Hash(TorchSharpElf.OldVersion), (uint)Get32(file, place));
        Assert.Equal(elf.NameOffsets[TorchSharpElf.OldVersion], Get32(file, place + 8));
        Assert.Equal(4, Get16(file, place + 6)); // its number stays
    }

    [Fact]
    public void Nothing_else_changes()
    {
        var before = elf.Build();
        var file = elf.Build();

        TorchSharpElf.Patch(file);

        Assert.Equal(before.Length, file.Length);
        var version = elf.NeededVersionPlaces[TorchSharpElf.NewVersion];
        int[] mayChange =
        [
            .. Enumerable.Range(elf.SymbolPlaces[TorchSharpElf.InitImport], 4),
            .. Enumerable.Range(elf.SymbolVersionPlaces[TorchSharpElf.InitImport], 2),
            .. Enumerable.Range(version, 4),
            .. Enumerable.Range(version + 8, 4),
        ];
        Assert.Empty(Enumerable.Range(0, file.Length).Where(i => file[i] != before[i]).Except(mayChange));
    }

    [Fact]
    public void A_second_time_there_is_nothing_to_do()
    {
        var file = elf.Build();
        TorchSharpElf.Patch(file);
        var once = file.ToArray();

        Assert.False(TorchSharpElf.Patch(file));
        Assert.Equal(once, file);
    }

    [Fact]
    public void A_library_that_does_not_need_the_new_version_stays()
    {
        elf.Symbols.RemoveAll(s => s.Name == TorchSharpElf.InitImport);
        elf.Needed[1].Versions.RemoveAll(v => v.Name == TorchSharpElf.NewVersion);

        AssertStays(file => Assert.False(TorchSharpElf.Patch(file)));
    }

    [Fact]
    public void Another_import_of_the_new_version_is_refused()
    {
        elf.Symbols.Add(("_ZSt6new_in_gcc13v", 4, 0));

        AssertRefused("GLIBCXX_3.4.32 is needed for symbol 6");
    }

    [Fact]
    public void An_import_that_is_defined_inside_is_refused()
    {
        elf.Symbols[4] = (TorchSharpElf.InitImport, 4, 7);

        AssertRefused("is not imported exactly once");
    }

    [Theory]
    [InlineData(TorchSharpElf.InitImport)]
    [InlineData(TorchSharpElf.HarmlessImport)]
    public void A_missing_import_is_refused(string import)
    {
        elf.Symbols.RemoveAll(s => s.Name == import);

        AssertRefused(import + " is not imported");
    }

    [Fact]
    public void A_library_without_the_old_version_is_refused()
    {
        elf.Needed[1].Versions.RemoveAll(v => v.Name == TorchSharpElf.OldVersion);

        AssertRefused(TorchSharpElf.OldVersion + " is not needed by it");
    }

    [Fact]
    public void Another_processor_is_refused()
    {
        elf.Machine = 183; // AArch64

        AssertRefused("no x86-64 shared object");
    }

    [Fact]
    public void A_file_cut_at_any_place_is_refused()
    {
        var file = elf.Build();
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => TorchSharpElf.Patch(file[..length]));
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x7f)]
    [InlineData(0xff)]
    public void A_wrong_byte_anywhere_is_refused_or_harmless(byte wrong)
    {
        var intact = elf.Build();
        for (var place = 0; place < intact.Length; place++)
        {
            var file = intact.ToArray();
            file[place] = wrong;
            var before = file.ToArray();
            var refusal = Record.Exception(() => TorchSharpElf.Patch(file));

            Assert.True(refusal is null or InvalidDataException, $"byte {place}: {refusal}");
            Assert.True(refusal is null || file.SequenceEqual(before), $"byte {place}: changed although refused");
        }
    }

    private static int Get16(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private static int Get32(byte[] file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));

    private void AssertRefused(string reason) =>
        AssertStays(file => Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => TorchSharpElf.Patch(file)).Message, StringComparison.Ordinal));

    private void AssertStays(Action<byte[]> act)
    {
        var file = elf.Build();
        var before = file.ToArray();
        act(file);
        Assert.Equal(before, file);
    }
}
