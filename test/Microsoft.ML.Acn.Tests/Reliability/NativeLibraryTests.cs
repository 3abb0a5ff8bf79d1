using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>Programs that were deployed without torch's native libraries, or with something else under their names.</summary>
public sealed class NativeLibraryTests
{
    private static readonly string[] _names = ["libtorch_cpu.so", "libLibTorchSharp.so", "torch_cpu.dll", "LibTorchSharp.dll", "libtorch_cpu.dylib", "libLibTorchSharp.dylib"];

    [Theory]
    [InlineData(null, "No native backend of torch is beside this application. Add <PackageReference")]
    [InlineData("This is no library.", "Torch's native libraries are beside this application, but this system does not load them")]
    public void A_program_without_them_ends_with_an_exception_that_says_what_to_do(string? content, string message)
    {
        using var folder = new TemporaryFolder();
        if (content is not null)
            Array.ForEach(_names, library => File.WriteAllText(folder.File(library), content));

        AssertExplained(folder, message);
    }

    [Fact]
    public void A_program_with_libraries_that_load_and_lack_a_function_ends_with_an_exception_that_says_which_are_needed()
    {
        using var folder = new TemporaryFolder();
        // A library of nobody's version of torch, which needs no other.
        string[] folders = [AppContext.BaseDirectory, .. ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        string other = folders.SelectMany(path => Directory.GetFiles(path, "libSkiaSharp.*")).First();
        Array.ForEach(_names, library => File.Copy(other, folder.File(library)));

        AssertExplained(folder, "are of another version: they lack the function THS");
    }

    private static void AssertExplained(TemporaryFolder folder, string message)
    {
        string program = Deploy(folder);
        string model = folder.File("model.zip");
        new MLContext(seed: 1).Model.Save(TinyModel.Shared, null, model);

        (int code, string output) = FreshProcess.Run(program, model, "some text");

        Assert.NotEqual(0, code);
        Assert.Contains(nameof(AcnBackendException), output, StringComparison.Ordinal);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    /// <summary>The tests' own program with its managed assemblies, and nothing that says where others are.</summary>
    private static string Deploy(TemporaryFolder folder)
    {
        string from = AppContext.BaseDirectory, name = typeof(NativeLibraryTests).Assembly.GetName().Name!;
        foreach (string path in Directory.GetFiles(from, "*.dll"))
            File.Copy(path, folder.File(Path.GetFileName(path)));
        File.Copy(Path.Combine(from, name + ".runtimeconfig.json"), folder.File(name + ".runtimeconfig.json"));
        return folder.File(name + ".dll");
    }
}
