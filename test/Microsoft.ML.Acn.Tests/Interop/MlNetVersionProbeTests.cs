using Microsoft.ML.Acn.Interop;

namespace Microsoft.ML.Acn.Tests.Interop;

public class MlNetVersionProbeTests
{
    [Fact]
    public void The_referenced_version_is_supported()
    {
        MlNetVersionProbe.EnsureSupported();
    }

    [Theory]
    [InlineData("5.0.1")]
    [InlineData("5.0.1+a4f730ec0c9106c2c9ef9e1fa34011374115fb98")]
    [InlineData("5.0.7")]
    public void The_tested_version_and_later_patches_are_supported(string version)
    {
        MlNetVersionProbe.Check("Microsoft.ML.Core", version);
    }

    [Theory]
    [InlineData("5.0.0", "5.0.0")]
    [InlineData("4.0.2", "4.0.2")]
    [InlineData("5.1.0-preview.1+0123abc", "5.1.0")]
    [InlineData("6.0.1", "6.0.1")]
    [InlineData("", "")]
    [InlineData(null, "unknown")]
    public void Other_versions_are_refused_in_one_sentence(string? version, string found)
    {
        var error = Assert.Throws<NotSupportedException>(() => MlNetVersionProbe.Check("Microsoft.ML.Core", version));

        Assert.Contains("tested with ML.NET 5.0.1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.Core is of version " + found, error.Message, StringComparison.Ordinal);
    }
}
