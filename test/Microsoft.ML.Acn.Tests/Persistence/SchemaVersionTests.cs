using Microsoft.ML.Acn.Networks;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Which models an older library can read, and what it is told of the others.</summary>
public class SchemaVersionTests
{
    [Theory]
    [InlineData(AcnConnectivity.Acn, false, "1.0")]
    [InlineData(AcnConnectivity.Residual, false, "1.0")]
    [InlineData(AcnConnectivity.FeedForward, false, "1.0")]
    [InlineData(AcnConnectivity.DenseFormer, false, "2.0")]
    [InlineData(AcnConnectivity.Acn, true, "2.0")]
    [InlineData(AcnConnectivity.DenseFormer, true, "2.0")]
    public void Only_early_exit_and_DenseFormer_need_the_newer_version(AcnConnectivity connectivity, bool hasEarlyExit, string version)
        => Assert.Contains($"\"version\": \"{version}\"", Saved(connectivity, hasEarlyExit).ConfigText, StringComparison.Ordinal);

    [Theory]
    [InlineData(AcnConnectivity.DenseFormer, false, "network.connectivity is denseFormer, which version 1.0 does not have")]
    [InlineData(AcnConnectivity.Acn, true, "there is an earlyExit, which version 1.0 does not have")]
    public void What_a_version_does_not_have_is_refused(AcnConnectivity connectivity, bool hasEarlyExit, string message)
    {
        MemoryParts parts = Saved(connectivity, hasEarlyExit).Edit("\"version\": \"2.0\"", "\"version\": \"1.0\"");

        Assert.Contains(message, Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_later_major_version_says_that_the_package_must_be_updated()
    {
        MemoryParts parts = Saved(AcnConnectivity.DenseFormer, hasEarlyExit: false).Edit("\"version\": \"2.0\"", "\"version\": \"4.0\"");

        Assert.Contains("update the package", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AcnConnectivity.Acn, false, "1.1")]
    [InlineData(AcnConnectivity.DenseFormer, false, "2.1")]
    [InlineData(AcnConnectivity.Acn, true, "3.1")]
    public void What_is_kept_for_later_training_raises_the_minor_version_alone(AcnConnectivity connectivity, bool isPruned, string version)
    {
        AcnModel model = MadeUpModel.Create(connectivity: connectivity);
        if (isPruned)
            model.Network.MarkPruned(PrunedWeights.Layers);
        MemoryParts parts = MemoryParts.Of(model with { Continual = MadeUpModel.Rows(model) });
        model.Network.Dispose();

        Assert.Contains($"\"version\": \"{version}\"", parts.ConfigText, StringComparison.Ordinal);
        parts.Load().Network.Dispose();
        parts.Edit($"\"version\": \"{version}\"", $"\"version\": \"{version[0]}.0\"");
        Assert.Contains($"there is a continual part, which version {version[0]}.0 does not have", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    private static MemoryParts Saved(AcnConnectivity connectivity, bool hasEarlyExit)
    {
        AcnModel model = MadeUpModel.Create(connectivity: connectivity);
        MemoryParts parts = MemoryParts.Of(hasEarlyExit ? model with { EarlyExit = new EarlyExit { Threshold = 0.8, Confidence = AcnConfidence.Entropy } } : model);
        model.Network.Dispose();
        return parts;
    }
}
