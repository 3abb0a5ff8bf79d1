using System.Reflection;
using Microsoft.ML.Acn.Build;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Interop;

/// <summary>The library of the TorchSharp package that this repository references, read from the package cache.</summary>
public class RealTorchSharpElfTests
{
    private readonly byte[] original = File.ReadAllBytes(
        typeof(RealTorchSharpElfTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TorchSharpForLinux").Value!);

    [Fact]
    public void It_is_changed_where_readelf_shows_the_import_and_its_version()
    {
        var file = original.ToArray();

        Assert.True(TorchSharpElf.Patch(file));

        // TorchSharp 0.107.0: `readelf --wide --sections --dyn-syms --version-info` gives .dynsym 0x3890 (24 bytes each),
        // .gnu.version 0x3dfae (2 bytes each), the import's number 482, and .gnu.version_r 0x3f8f0 with the version at 0x140.
        int[] name = [.. Enumerable.Range(0x3890 + (482 * 24), 4)];
        int[] version = [.. Enumerable.Range(0x3dfae + (482 * 2), 2)];
        int[] hash = [.. Enumerable.Range(0x3f8f0 + 0x140, 4)];
        int[] versionName = [.. Enumerable.Range(0x3f8f0 + 0x140 + 8, 4)];
        var changed = Enumerable.Range(0, file.Length).Where(i => file[i] != original[i]).ToArray();
        Assert.All([name, version, hash, versionName], field => Assert.NotEmpty(field.Intersect(changed)));
        Assert.Empty(changed.Except([.. name, .. version, .. hash, .. versionName]));
    }

    [Fact]
    public void A_second_time_there_is_nothing_to_do()
    {
        var file = original.ToArray();
        TorchSharpElf.Patch(file);

        Assert.False(TorchSharpElf.Patch(file));
    }

    [Fact]
    public void Torch_computes_with_what_the_build_put_beside_the_tests()
    {
        using var sum = torch.tensor(1f) + torch.tensor(2f);

        Assert.Equal(3f, sum.item<float>());
    }
}
