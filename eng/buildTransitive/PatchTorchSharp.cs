#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Acn.Build
{
    /// <summary>Lets TorchSharp's <c>libLibTorchSharp.so</c> load where libstdc++ is older than GCC 13's.</summary>
    /// <remarks>
    /// The library needs the version <c>GLIBCXX_3.4.32</c> for one import only, <c>std::ios_base_library_init()</c>: an
    /// empty function whose presence proves that libstdc++ initialises the standard streams. libtorch_cpu.so, built with
    /// an older compiler, initialises them itself. So the import is pointed at another function without parameters that
    /// is imported anyway, and the version entry at an older version that is needed anyway. Nothing moves in the file.
    /// </remarks>
    public static class TorchSharpElf
    {
        /// <summary>The version of libstdc++ that GCC 13 introduced.</summary>
        public const string NewVersion = "GLIBCXX_3.4.32";

        /// <summary>The only import that asks for it.</summary>
        public const string InitImport = "_ZSt21ios_base_library_initv";

        /// <summary>The version that GCC 12 introduced; the library needs it too.</summary>
        public const string OldVersion = "GLIBCXX_3.4.30";

        /// <summary><c>c10::GradMode::is_enabled()</c>: no parameters, no effect, imported anyway.</summary>
        public const string HarmlessImport = "_ZN3c108GradMode10is_enabledEv";

        /// <summary>Changes the file in place.</summary>
        /// <returns>False when the file does not ask for the new version: then there is nothing to do.</returns>
        /// <exception cref="InvalidDataException">The file is not built as expected; nothing was changed.</exception>
        public static bool Patch(byte[] file)
        {
            var elf = new ElfImports(file);
            if (!elf.Versions.TryGetValue(NewVersion, out var newVersion))
            {
                return false;
            }

            ElfImports.Expect(elf.Versions.TryGetValue(OldVersion, out var oldVersion), OldVersion + " is not needed by it");
            var init = elf.FindImport(InitImport);
            var harmless = elf.FindImport(HarmlessImport);
            var index = elf.UInt16(newVersion + 6); // Elf64_Vernaux.vna_other
            for (var symbol = 0; symbol < elf.SymbolCount; symbol++)
            {
                var asksForNew = (elf.UInt16(elf.VersionOf(symbol)) & 0x7fff) == index;
                ElfImports.Expect(asksForNew == (symbol == init), NewVersion + " is needed for symbol " + symbol + ", not for " + InitImport + " alone");
            }

            Buffer.BlockCopy(file, elf.Symbol(harmless), file, elf.Symbol(init), 4); // Elf64_Sym.st_name
            Buffer.BlockCopy(new byte[] { 1, 0 }, 0, file, elf.VersionOf(init), 2);  // VER_NDX_GLOBAL: no version
            Buffer.BlockCopy(file, oldVersion, file, newVersion, 4);                 // Elf64_Vernaux.vna_hash
            Buffer.BlockCopy(file, oldVersion + 8, file, newVersion + 8, 4);         // Elf64_Vernaux.vna_name
            return true;
        }
    }

    /// <summary>The imported symbols and needed versions of a shared object for Linux x64; every offset is checked.</summary>
    internal sealed class ElfImports
    {
        private const uint StringTable = 3, DynamicSymbols = 11, NeededVersions = 0x6ffffffe, SymbolVersions = 0x6fffffff;
        private const int SymbolSize = 24;
        private readonly byte[] file;
        private readonly (int Start, int End) symbols, strings, versions;

        public ElfImports(byte[] file)
        {
            this.file = file;
            Expect(file.Length >= 64 && UInt32(0) == 0x464c457f && file[4] == 2 && file[5] == 1, "it is no 64-bit little-endian ELF file");
            Expect(UInt16(16) == 3 && UInt16(18) == 62 && UInt16(58) == 64, "it is no x86-64 shared object");
            symbols = FindSection(DynamicSymbols, out var header);
            strings = FindSection(StringTable, out _, UInt32(header + 40)); // Elf64_Shdr.sh_link
            versions = FindSection(SymbolVersions, out _);
            SymbolCount = (symbols.End - symbols.Start) / SymbolSize;
            Expect(versions.End - versions.Start == 2 * SymbolCount, "its symbols and their versions differ in number");
            ReadVersions(FindSection(NeededVersions, out header), UInt32(header + 44)); // Elf64_Shdr.sh_info
        }

        public int SymbolCount { get; }

        /// <summary>Where the Elf64_Vernaux of each needed version is.</summary>
        public Dictionary<string, int> Versions { get; } = new Dictionary<string, int>();

        public int Symbol(int index) => symbols.Start + (index * SymbolSize);

        public int VersionOf(int symbol) => versions.Start + (2 * symbol);

        public ushort UInt16(int at) => BitConverter.ToUInt16(file, Within((0, file.Length), at, 2));

        public int FindImport(string name)
        {
            var found = -1;
            for (var index = 0; index < SymbolCount; index++)
            {
                if (Text(UInt32(Symbol(index))) == name)
                {
                    Expect(found < 0 && UInt16(Symbol(index) + 6) == 0, name + " is not imported exactly once"); // st_shndx: undefined
                    found = index;
                }
            }

            Expect(found >= 0, name + " is not imported");
            return found;
        }

        public static void Expect(bool condition, string otherwise)
        {
            if (!condition)
            {
                throw new InvalidDataException("This libLibTorchSharp.so is not built as expected: " + otherwise + ".");
            }
        }

        /// <summary>Elf64_Verneed entries, one a library, each with a chain of Elf64_Vernaux; all links are relative.</summary>
        private void ReadVersions((int Start, int End) section, uint libraries)
        {
            long library = section.Start;
            for (var i = 0u; i < libraries; i++)
            {
                var need = Within(section, library, 16);
                var aux = library + UInt32(need + 8); // vn_aux
                for (var left = UInt16(need + 2); left > 0; left--) // vn_cnt
                {
                    var version = Within(section, aux, 16);
                    Versions[Text(UInt32(version + 8))] = version; // vna_name
                    aux += Next(version + 12, left == 1); // vna_next
                }

                library += Next(need + 12, i + 1 == libraries); // vn_next
            }
        }

        /// <summary>A link to the next entry, which leads forward and is 0 in the last one.</summary>
        private uint Next(int at, bool last)
        {
            var distance = UInt32(at);
            Expect(last == (distance == 0), "a list of versions has another length than is stated");
            return distance;
        }

        private (int Start, int End) FindSection(uint type, out int header, uint? index = null)
        {
            header = -1;
            for (var i = 0u; i < UInt16(60); i++) // e_shnum
            {
                var candidate = Within((0, file.Length), (long)UInt64(40) + (64 * i), 64); // e_shoff
                if (UInt32(candidate + 4) == type && (index == null || i == index))
                {
                    Expect(header < 0, "two sections are of type " + type);
                    header = candidate;
                }
            }

            Expect(header >= 0, "no section is of type " + type);
            var start = (long)UInt64(header + 24); // sh_offset
            var size = (long)UInt64(header + 32);  // sh_size
            Expect(size >= 0 && size <= int.MaxValue, "a section is too large");
            return ((int)start, Within((0, file.Length), start, (int)size) + (int)size);
        }

        private string Text(uint offset)
        {
            var start = Within(strings, (long)strings.Start + offset, 1);
            var end = Array.IndexOf(file, (byte)0, start, strings.End - start);
            Expect(end >= 0, "a name has no end");
            return Encoding.ASCII.GetString(file, start, end - start);
        }

        private uint UInt32(int at) => BitConverter.ToUInt32(file, Within((0, file.Length), at, 4));

        private ulong UInt64(int at) => BitConverter.ToUInt64(file, Within((0, file.Length), at, 8));

        private static int Within((int Start, int End) range, long at, int size)
        {
            Expect(at >= range.Start && at <= range.End - size, "an offset points outside of its table");
            return (int)at;
        }
    }

#if !WITHOUT_MSBUILD
    /// <summary>Writes a corrected copy of <c>libLibTorchSharp.so</c>, unless this machine can load it as it is.</summary>
    public sealed class PatchTorchSharp : Microsoft.Build.Utilities.Task
    {
        [Microsoft.Build.Framework.Required]
        public string Source { get; set; } = "";

        [Microsoft.Build.Framework.Required]
        public string Destination { get; set; } = "";

        /// <summary>Do not ask what this machine's libstdc++ has.</summary>
        public bool Always { get; set; }

        public override bool Execute()
        {
            try
            {
                File.Delete(Destination);
                var file = File.ReadAllBytes(Source);
                if ((Always || MachineLacksNewVersion()) && TorchSharpElf.Patch(file))
                {
                    // Beside and renamed: an interrupted build leaves no half of a library.
                    File.WriteAllBytes(Destination + ".part", file);
                    File.Move(Destination + ".part", Destination);
                    Log.LogMessage("Patched {0} to load without {1}.", Source, TorchSharpElf.NewVersion);
                }
            }
            catch (InvalidDataException e)
            {
                Log.LogWarning(null, "ACN0001", null, Source, 0, 0, 0, 0, "{0} It was left as it is and will not load on this machine, whose libstdc++ lacks {1}. AcnPatchTorchSharp=false silences this.", e.Message, TorchSharpElf.NewVersion);
            }

            return !Log.HasLoggedErrors;
        }

        private static bool MachineLacksNewVersion()
        {
            try
            {
                var library = dlopen("libstdc++.so.6", 2);
                return library != IntPtr.Zero && dlsym(library, TorchSharpElf.InitImport) == IntPtr.Zero;
            }
            catch (Exception e) when (e is DllNotFoundException || e is EntryPointNotFoundException)
            {
                return false; // not glibc 2.34 or newer, without which the library does not load in any case
            }
        }

        [DllImport("libc.so.6")]
        private static extern IntPtr dlopen(string file, int flags);

        [DllImport("libc.so.6")]
        private static extern IntPtr dlsym(IntPtr library, string symbol);
    }
#endif
}
