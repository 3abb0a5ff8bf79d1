using System.Runtime.InteropServices;
using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Interop;

public class NativeBackendExplanationTests
{
    private const string NoFile = "Unable to load shared library 'torch_cpu'. Advice.\n/app/libtorch_cpu.so: cannot open shared object file: No such file or directory\n";

    private readonly NativeBackendFacts debian12 = new("linux", Architecture.X64, HasTorch: true, HasBinding: true, "GLIBCXX_3.4.30", "0.107.0", NoFile);

    [Theory]
    [InlineData("linux", Architecture.X64, "libtorch-cpu-linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("win", Architecture.X64, "libtorch-cpu-win-x64", "TorchSharp-cuda-windows")]
    [InlineData("osx", Architecture.Arm64, "libtorch-cpu-osx-arm64", "to the project of the application.")]
    public void A_missing_package_is_named_for_this_system(string system, Architecture architecture, string package, string alternative)
    {
        var explanation = Explain(debian12 with { System = system, Architecture = architecture, HasTorch = false });

        Assert.Contains($"<PackageReference Include=\"{package}\" Version=\"2.10.0\" />", explanation, StringComparison.Ordinal);
        Assert.Contains(alternative, explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux", Architecture.Arm64, "linux-arm64")]
    [InlineData("linux-musl", Architecture.X64, "linux-musl-x64")]
    [InlineData("osx", Architecture.X64, "osx-x64")]
    [InlineData("win", Architecture.X86, "win-x86")]
    public void A_system_without_native_libraries_is_named(string system, Architecture architecture, string name)
    {
        var explanation = Explain(debian12 with { System = system, Architecture = architecture, HasTorch = false });

        Assert.Contains("no native libraries for " + name, explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_binding_is_told_from_a_missing_package()
    {
        Assert.Contains("native library of the TorchSharp package", Explain(debian12 with { HasBinding = false }), StringComparison.Ordinal);
    }

    [Fact]
    public void Libraries_of_another_version_are_named_with_the_version_that_is_needed()
    {
        const string Message = "Unable to find an entry point named 'THSTensor_ones' in shared library 'LibTorchSharp'.";

        var explanation = Explain(debian12 with { LoaderMessage = Message });

        Assert.Contains("of another version: they lack the function THSTensor_ones.", explanation, StringComparison.Ordinal);
        Assert.Contains("TorchSharp 0.107.0 and of libtorch-cpu-linux-x64 2.10.0", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_libstdcxx_is_named_with_what_it_lacks_and_the_remedy()
    {
        const string Message = "Advice.\n/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)\n" + NoFile;

        var explanation = Explain(debian12 with { LoaderMessage = Message });

        Assert.Contains("asks for GLIBCXX_3.4.32", explanation, StringComparison.Ordinal);
        Assert.Contains("ends at GLIBCXX_3.4.30", explanation, StringComparison.Ordinal);
        Assert.Contains("AcnPatchTorchSharp", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_that_is_too_old_is_told_so()
    {
        const string Message = "Advice.\n/lib/libc.so.6: version `GLIBC_2.34' not found (required by /app/libLibTorchSharp.so)\n";

        var explanation = Explain(debian12 with { LoaderMessage = Message });

        Assert.Contains("ask for GLIBC_2.34, which this system lacks", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_else_is_said_in_the_loaders_words()
    {
        const string Message = "Advice.\n/app/libgomp.so.1: wrong ELF class\n/app/LibTorchSharp.so: cannot open shared object file: No such file or directory\n";

        var explanation = Explain(debian12 with { LoaderMessage = Message });

        Assert.EndsWith("It says: /app/libgomp.so.1: wrong ELF class", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void On_this_machine_the_facts_are_found()
    {
        var facts = NativeBackendFacts.Collect("");

        Assert.True(facts.HasTorch);
        Assert.True(facts.HasBinding);
        Assert.Equal("0.107.0", facts.TorchSharpVersion);
        Assert.Equal(facts.System == "linux", facts.NewestLibStdCxx?.StartsWith("GLIBCXX_3.4.", StringComparison.Ordinal) ?? false);
    }

    private static string Explain(NativeBackendFacts facts) => NativeBackendExplanation.Explain(facts);
}
