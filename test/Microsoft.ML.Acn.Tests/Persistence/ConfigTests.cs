using System.Diagnostics;
using System.Text;
using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Configurations with right checksums that say what cannot be.</summary>
public class ConfigTests
{
    [Theory]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"4.0\"", "newer than this version of the library can read (3.1)")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"10.0\"", "newer")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"0.9\"", "no schema version")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"1\"", "no schema version")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"1.-1\"", "no schema version")]
    [InlineData("\"version\": \"1.0\"", "\"version\": 1.0", "no schema version")]
    [InlineData("\"version\": \"1.0\"", "\"version\": \"99999999999.0\"", "no schema version")]
    [InlineData("\"Microsoft.ML.Acn model\"", "\"another\"", "its format is")]
    [InlineData("\"layers\": 2", "\"layers\": 65", "network.layers is 65; allowed are 0 to 64")]
    [InlineData("\"layers\": 2", "\"layers\": -1", "network.layers")]
    [InlineData("\"layers\": 2", "\"layers\": 99999999999", "layers")]
    [InlineData("\"layers\": 2", "\"layers\": 2.5", "layers")]
    [InlineData("\"layers\": 2", "\"layers\": \"2\"", "layers")]
    [InlineData("\"layers\": 2", "\"layers\": null", "layers")]
    [InlineData("\"layers\": 2,", "", "layers")]
    [InlineData("\"layers\": 2", "\"layers\": 2, \"layers\": 2", "layers")]
    [InlineData("\"layers\": 2", "\"layers\": 2, \"colour\": 2", "colour")]
    [InlineData("\"width\": 8", "\"width\": 1000000", "network.width")]
    [InlineData("\"width\": 8", "\"width\": 9", "no multiple of network.layer.heads")]
    [InlineData("\"width\": 8", "\"width\": 4096", "has the shape")]
    [InlineData("\"heads\": 2", "\"heads\": 0", "network.layer.heads")]
    [InlineData("\"hidden\": 16", "\"hidden\": 16385", "network.layer.hidden")]
    [InlineData("\"hidden\": 16", "\"hidden\": 17", "has the shape")]
    [InlineData("\"classes\": 3", "\"classes\": 10000001", "network.classes")]
    [InlineData("\"classes\": 3", "\"classes\": 4", "does not fit labels.count: 3")]
    [InlineData("\"connectivity\": \"acn\"", "\"connectivity\": \"ring\"", "connectivity")]
    [InlineData("\"connectivity\": \"acn\"", "\"connectivity\": 0", "connectivity")]
    [InlineData("\"tableRows\": 12", "\"tableRows\": 2147483647", "network.embedding.tableRows is 2147483647, which does not fit")]
    [InlineData("\"positions\": 6", "\"positions\": 65536", "network.embedding.positions")]
    [InlineData("\"isPair\": false", "\"isPair\": true", "network.embedding.isPair")]
    [InlineData("\"subwordBuckets\": 5", "\"subwordBuckets\": 16777217", "encoder.features.subwordBuckets")]
    [InlineData("\"bigramBuckets\": 3", "\"bigramBuckets\": -3", "encoder.features.bigramBuckets")]
    [InlineData("\"maxTokens\": 6", "\"maxTokens\": 65537", "encoder.features.maxTokens")]
    [InlineData("\"minSubword\": 3", "\"minSubword\": 6", "encoder.features.maxSubword")]
    [InlineData("\"maxSubword\": 5", "\"maxSubword\": 11", "encoder.features.maxSubword")]
    [InlineData("\"größe\"", "\"the\"", "encoder.words has \"the\" twice")]
    [InlineData("\"größe\"", "\"\"", "a word of 0 characters")]
    [InlineData("\"größe\"", "null", "JSON")]
    [InlineData("\"größe\"", "\"\\ud800\"", "JSON")]
    [InlineData("\"Text\"", "\"\"", "encoder.columns")]
    [InlineData("\"$type\": \"text\"", "\"$type\": \"tea\"", "JSON")]
    [InlineData("\"$type\": \"text\",", "", "JSON")]
    [InlineData("\"score\": \"Score\"", "\"score\": \"\"", "columns.score")]
    [InlineData("\"score\": \"Score\"", "\"score\": null", "JSON")]
    [InlineData("\"type\": \"text\"", "\"type\": \"int32\"", "JSON")]
    [InlineData("\"weightsSha256\": \"", "\"weightsSha256\": \"0", "belongs to another model")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        MemoryParts parts = ModelSerializerTests.Saved().Edit(old, replacement);

        var error = Assert.Throws<FormatException>(parts.Load);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Additions_of_a_newer_minor_version_are_left_aside()
    {
        MemoryParts parts = ModelSerializerTests.Saved()
            .Edit("\"version\": \"1.0\"", "\"version\": \"1.7\", \"licence\": { \"name\": [ \"MIT\" ] }")
            .Edit("\"layers\": 2", "\"comment\": null, \"layers\": 2");

        parts.Load().Network.Dispose();
    }

    [Fact]
    public void A_newer_version_is_recognised_whatever_else_it_changed()
    {
        var parts = new MemoryParts
        {
            ConfigText = """{ "network": 5, "format": "Microsoft.ML.Acn model", "version": "4.1" }""",
            Weights = [],
        };

        Assert.Contains("update the package", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Properties_may_stand_in_another_order_and_layout()
    {
        MemoryParts parts = ModelSerializerTests.Saved();
        string text = parts.ConfigText.Replace("\n", "\r\n", StringComparison.Ordinal);
        parts.ConfigText = text;
        parts.Edit("\"layers\": 2,", "").Edit("\"width\": 8,", "\"width\": 8, \"layers\": 2,");

        parts.Load().Network.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("true false")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("{\"format\":\"Microsoft.ML.Acn model\",\"version\":\"1.0\",\"sha256\":\"00\"}")]
    [InlineData("{\"format\":{\"a\":1},\"version\":[],\"sha256\":{}}")]
    public void What_is_no_configuration_is_refused(string text)
    {
        var parts = new MemoryParts { ConfigText = text, Weights = [] };

        Assert.Contains("'config.json'", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_at_once()
    {
        var parts = new MemoryParts { ConfigText = string.Concat(Enumerable.Repeat("{\"a\":[", 1_000_000)), Weights = [] };
        var clock = Stopwatch.StartNew();

        Assert.Throws<FormatException>(parts.Load);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        MemoryParts parts = ModelSerializerTests.Saved();
        int at = parts.Config.AsSpan().IndexOf(Encoding.UTF8.GetBytes("größe"));
        parts.Config[at] = 0xFF;
        parts.Seal();

        Assert.Throws<FormatException>(parts.Load);
    }

    [Fact]
    public void Too_many_values_are_counted_before_anything_is_made_of_them()
    {
        // Some 60 MB of file, which would be a list of 21 million strings.
        string many = string.Concat(Enumerable.Repeat(",\"\"", ConfigJson.MaxObjects));
        MemoryParts parts = ModelSerializerTests.Saved().Edit("\"größe\"", "\"größe\"" + many);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<FormatException>(parts.Load);

        Assert.Contains("more than 21000000", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * many.Length);
    }

    [Fact]
    public void Names_of_the_file_are_shown_in_one_line_and_shortened()
    {
        MemoryParts parts = ModelSerializerTests.Saved().Edit("\"format\"", $"\"col\\nour{new string('x', 10_000)}\": 1, \"format\"");

        var error = Assert.Throws<FormatException>(parts.Load);

        Assert.DoesNotContain('\n', error.ToString().Split("   at ")[0].TrimEnd());
        Assert.InRange(error.Message.Length, 10, 700);
    }
}
