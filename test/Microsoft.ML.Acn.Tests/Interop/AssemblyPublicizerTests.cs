using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.ML.Acn.Build;

namespace Microsoft.ML.Acn.Tests.Interop;

/// <summary>Checked with the framework's own metadata reader, on the assemblies that the build publicizes.</summary>
public class AssemblyPublicizerTests
{
    public static TheoryData<string> Assemblies => ["Microsoft.ML.Core.dll", "Microsoft.ML.Data.dll"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Internal_members_become_visible_and_private_ones_stay(string name)
    {
        using var before = Read(name, publicize: false);
        using var after = Read(name, publicize: true);

        Assert.Equal(before.Fields.Select(Publicized), after.Fields);
        Assert.Equal(before.Methods.Select(Publicized), after.Methods);
        Assert.Contains(MethodAttributes.Assembly, before.Methods);
        Assert.Contains(MethodAttributes.FamANDAssem, before.Methods);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Internal_types_become_public_but_those_of_compilers(string name)
    {
        using var after = Read(name, publicize: true);

        var hidden = after.Types.Where(t => t.Access is TypeAttributes.NotPublic or TypeAttributes.NestedAssembly or TypeAttributes.NestedFamANDAssem);
        Assert.All(hidden, t => Assert.Matches("^(System|System[.].*|Microsoft[.]CodeAnalysis)?$", t.Namespace));
        Assert.All(hidden.Where(t => t.Namespace.Length == 0), t => Assert.StartsWith("<", t.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Microsoft.ML.Core.dll", "LoadableClassAttribute")]
    [InlineData("Microsoft.ML.Core.dll", "ModelLoadContext")]
    [InlineData("Microsoft.ML.Data.dll", "IRowMapper")]
    public void What_this_package_needs_becomes_public(string assembly, string type)
    {
        using var before = Read(assembly, publicize: false);
        using var after = Read(assembly, publicize: true);

        Assert.Equal(TypeAttributes.NotPublic, before.Types.Single(t => t.Name == type).Access);
        Assert.Equal(TypeAttributes.Public, after.Types.Single(t => t.Name == type).Access);
    }

    [Fact]
    public void The_library_runs_with_the_real_assemblies()
    {
        Assert.False(typeof(MLContext).Assembly.GetType("Microsoft.ML.Data.IRowMapper", throwOnError: true)!.IsPublic);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(1000)]
    public void What_is_no_assembly_is_refused(int length)
    {
        Assert.Throws<InvalidDataException>(() => AssemblyPublicizer.Publicize(new byte[length]));
    }

    private static MethodAttributes Publicized(MethodAttributes access) => access switch
    {
        MethodAttributes.Assembly => MethodAttributes.Public,
        MethodAttributes.FamANDAssem => MethodAttributes.Family,
        _ => access,
    };

    private static FieldAttributes Publicized(FieldAttributes access) => access switch
    {
        FieldAttributes.Assembly => FieldAttributes.Public,
        FieldAttributes.FamANDAssem => FieldAttributes.Family,
        _ => access,
    };

    private static Metadata Read(string name, bool publicize)
    {
        var file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, name));
        if (publicize)
        {
            AssemblyPublicizer.Publicize(file);
        }

        return new Metadata(file);
    }

    private sealed class Metadata(byte[] file) : IDisposable
    {
        private readonly PEReader pe = new(new MemoryStream(file));

        public IEnumerable<(string Namespace, string Name, TypeAttributes Access)> Types =>
            Reader.TypeDefinitions.Select(Reader.GetTypeDefinition).Select(t =>
                (Reader.GetString(t.Namespace), Reader.GetString(t.Name), t.Attributes & TypeAttributes.VisibilityMask));

        public IEnumerable<FieldAttributes> Fields =>
            Reader.FieldDefinitions.Select(f => Reader.GetFieldDefinition(f).Attributes & FieldAttributes.FieldAccessMask);

        public IEnumerable<MethodAttributes> Methods =>
            Reader.MethodDefinitions.Select(m => Reader.GetMethodDefinition(m).Attributes & MethodAttributes.MemberAccessMask);

        private MetadataReader Reader => pe.GetMetadataReader();

        public void Dispose() => pe.Dispose();
    }
}
