#nullable enable
using System;
using System.IO;
using System.Text;

namespace Microsoft.ML.Acn.Build
{
    /// <summary>Makes the internals of an assembly visible in a copy of it that is only compiled against.</summary>
    /// <remarks>
    /// Internal becomes public and private protected becomes protected, by the visibility bits of the metadata tables
    /// TypeDef, Field and MethodDef; all else, the identity included, stays. Private stays private. Protected internal
    /// stays too, since another assembly sees it as protected already, which is how an override has to be declared.
    /// </remarks>
    public static class AssemblyPublicizer
    {
        // ECMA-335 II.23.1.15 (types), II.23.1.5 and II.23.1.10 (fields and methods): index = old access, value = new access.
        private static readonly byte[] TypeAccess = { 1, 1, 2, 3, 4, 2, 4, 7 };
        private static readonly byte[] MemberAccess = { 0, 1, 4, 6, 4, 5, 6, 7 };

        /// <summary>Changes the file in place.</summary>
        /// <exception cref="InvalidDataException">The file is no managed assembly of the usual form.</exception>
        public static void Publicize(byte[] file)
        {
            var metadata = new MetadataTables(file);
            for (var type = 0; type < metadata.TypeCount; type++)
            {
                if (!IsCompilersOwn(metadata, type))
                {
                    Change(file, metadata.TypeFlags(type), TypeAccess);
                }
            }

            for (var field = 0; field < metadata.FieldCount; field++)
            {
                Change(file, metadata.FieldFlags(field), MemberAccess);
            }

            for (var method = 0; method < metadata.MethodCount; method++)
            {
                Change(file, metadata.MethodFlags(method), MemberAccess);
            }
        }

        /// <summary>Types that compilers put into every assembly; two public ones of a name would be ambiguous.</summary>
        private static bool IsCompilersOwn(MetadataTables metadata, int type)
        {
            var space = metadata.TypeNamespace(type);
            return space == "System" || space.StartsWith("System.", StringComparison.Ordinal)
                || space == "Microsoft.CodeAnalysis"
                || metadata.TypeName(type)[0] == '<';
        }

        private static void Change(byte[] file, int flags, byte[] access) =>
            file[flags] = (byte)((file[flags] & ~7) | access[file[flags] & 7]);
    }

    /// <summary>Where the rows of the tables TypeDef, Field and MethodDef are (ECMA-335 II.24 and II.25).</summary>
    internal sealed class MetadataTables
    {
        private const int Module = 0, TypeRef = 1, TypeDef = 2, FieldPtr = 3, Field = 4, MethodPtr = 5, MethodDef = 6,
            Param = 8, ModuleRef = 26, TypeSpec = 27, AssemblyRef = 35;

        private readonly byte[] file;
        private readonly int[] rows = new int[64];
        private readonly int strings, stringIndex, types, typeSize, fields, fieldSize, methods, methodSize;

        public MetadataTables(byte[] file)
        {
            this.file = file;
            var root = FindMetadata();
            var tables = FindStream(root, "#~");
            strings = FindStream(root, "#Strings");

            var position = tables + 24;
            for (var table = 0; table < 64; table++)
            {
                var present = (file[tables + 8 + (table / 8)] >> (table % 8) & 1) != 0;
                rows[table] = present ? Int32(position) : 0;
                position += present ? 4 : 0;
            }

            Expect(rows[FieldPtr] == 0 && rows[MethodPtr] == 0, "it was written for edit-and-continue");
            int Heap(int bit) => (file[tables + 6] & bit) != 0 ? 4 : 2;
            int Index(int table) => rows[table] < 0x10000 ? 2 : 4;
            int Coded(params int[] of) => Array.TrueForAll(of, table => rows[table] < 0x4000) ? 2 : 4; // two bits say which table

            stringIndex = Heap(1);
            var guid = Heap(2);
            var blob = Heap(4);
            typeSize = 4 + (2 * stringIndex) + Coded(TypeDef, TypeRef, TypeSpec) + Index(Field) + Index(MethodDef);
            fieldSize = 2 + stringIndex + blob;
            methodSize = 8 + stringIndex + blob + Index(Param);
            var typeRefSize = Coded(Module, ModuleRef, AssemblyRef, TypeRef) + (2 * stringIndex);

            types = position + (rows[Module] * (2 + stringIndex + (3 * guid))) + (rows[TypeRef] * typeRefSize);
            fields = types + (TypeCount * typeSize);
            methods = fields + (FieldCount * fieldSize);
            Expect(methods + (MethodCount * methodSize) <= file.Length, "its tables end beyond the file");
        }

        public int TypeCount => rows[TypeDef];

        public int FieldCount => rows[Field];

        public int MethodCount => rows[MethodDef];

        public int TypeFlags(int type) => types + (type * typeSize);

        public int FieldFlags(int field) => fields + (field * fieldSize);

        public int MethodFlags(int method) => methods + (method * methodSize) + 6;

        public string TypeName(int type) => Text(TypeFlags(type) + 4);

        public string TypeNamespace(int type) => Text(TypeFlags(type) + 4 + stringIndex);

        private static void Expect(bool condition, string otherwise)
        {
            if (!condition)
            {
                throw new InvalidDataException("The assembly cannot be read: " + otherwise + ".");
            }
        }

        /// <summary>DOS header -> PE header -> CLI header (data directory 14) -> metadata root.</summary>
        private int FindMetadata()
        {
            Expect(file.Length > 256 && UInt16(0) == 0x5a4d, "it is no executable file");
            var pe = Int32(0x3c);
            Expect(Int32(pe) == 0x4550, "it has no PE header");
            var optional = pe + 24;
            var directories = optional + (UInt16(optional) == 0x20b ? 112 : 96);
            var sections = optional + UInt16(pe + 20);

            int ToOffset(int address)
            {
                for (var section = sections; section < sections + (40 * UInt16(pe + 6)); section += 40)
                {
                    var start = Int32(section + 12);
                    if (address >= start && address < start + Int32(section + 16))
                    {
                        return address - start + Int32(section + 20);
                    }
                }

                throw new InvalidDataException("The assembly cannot be read: an address lies outside of its sections.");
            }

            var root = ToOffset(Int32(ToOffset(Int32(directories + (14 * 8))) + 8));
            Expect(Int32(root) == 0x424a5342, "it has no metadata");
            return root;
        }

        private int FindStream(int root, string name)
        {
            var header = root + 16 + Int32(root + 12);
            var position = header + 4;
            for (var left = UInt16(header + 2); left > 0; left--)
            {
                var end = Array.IndexOf(file, (byte)0, position + 8);
                if (Encoding.ASCII.GetString(file, position + 8, end - position - 8) == name)
                {
                    return root + Int32(position);
                }

                position = position + 8 + ((end - position - 8 + 4) & ~3);
            }

            throw new InvalidDataException("The assembly cannot be read: it has no stream " + name + ".");
        }

        private string Text(int at)
        {
            var start = strings + (stringIndex == 4 ? Int32(at) : UInt16(at));
            return Encoding.UTF8.GetString(file, start, Array.IndexOf(file, (byte)0, start) - start);
        }

        private int UInt16(int at) => BitConverter.ToUInt16(file, at);

        private int Int32(int at) => BitConverter.ToInt32(file, at);
    }

#if !WITHOUT_MSBUILD
    /// <summary>Writes publicized copies of assemblies into a folder.</summary>
    public sealed class PublicizeAssemblies : Microsoft.Build.Utilities.Task
    {
        [Microsoft.Build.Framework.Required]
        public Microsoft.Build.Framework.ITaskItem[] Sources { get; set; } = Array.Empty<Microsoft.Build.Framework.ITaskItem>();

        [Microsoft.Build.Framework.Required]
        public string Folder { get; set; } = "";

        public override bool Execute()
        {
            Directory.CreateDirectory(Folder);
            foreach (var source in Sources)
            {
                var file = File.ReadAllBytes(source.ItemSpec);
                AssemblyPublicizer.Publicize(file);
                File.WriteAllBytes(Path.Combine(Folder, Path.GetFileName(source.ItemSpec)), file);
            }

            return true;
        }
    }
#endif
}
