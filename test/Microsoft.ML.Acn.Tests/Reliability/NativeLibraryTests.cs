using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Reliability;

/// <summary>Programs that were deployed without torch's native libraries, or with something else under their names.</summary>
public sealed class NativeLibraryTests
{
    [Theory]
    [InlineData(null, "No native backend of torch is beside this application. Add <PackageReference")]
    [InlineData("This is no library.", "Torch's native libraries are beside this application, but this system does not load them")]
    public void A_program_without_them_ends_with_an_exception_that_says_what_to_do(string? content, string message)
    {
        using var folder = new TemporaryFolder();
        string program = Deploy(folder);
        if (content is not null)
        {
            foreach (string library in new[] { "libtorch_cpu.so", "libLibTorchSharp.so", "torch_cpu.dll", "LibTorchSharp.dll", "libtorch_cpu.dylib", "libLibTorchSharp.dylib" })
                File.WriteAllText(folder.File(library), content);
        }
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
