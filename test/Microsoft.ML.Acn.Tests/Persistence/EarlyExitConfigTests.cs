using Microsoft.ML.Acn.Persistence;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Early exit in the model file.</summary>
public class EarlyExitConfigTests
{
    [Theory]
    [InlineData(0.85, AcnConfidence.TopProbability, null)]
    [InlineData(0.3333333333333333, AcnConfidence.Entropy, "ExitDepth")]
    [InlineData(0, AcnConfidence.Entropy, null)]
    [InlineData(double.PositiveInfinity, AcnConfidence.TopProbability, "Depth")]
    public void It_comes_back_exactly(double threshold, AcnConfidence confidence, string? column)
    {
        AcnModel model = Exiting(threshold, confidence, column);
        MemoryParts parts = MemoryParts.Of(model);

        AcnModel back = parts.Load();

        Assert.Equal(model.EarlyExit, back.EarlyExit);
        MadeUpModel.AssertSame(model, back);
        Assert.Equal(parts.ConfigText, MemoryParts.Of(back).ConfigText);
        model.Network.Dispose();
        back.Network.Dispose();
    }

    [Fact]
    public void A_model_without_one_says_nothing_of_it()
    {
        MemoryParts without = ModelSerializerTests.Saved();

        Assert.DoesNotContain("earlyExit", without.ConfigText, StringComparison.Ordinal);
        Assert.DoesNotContain("exitDepth", without.ConfigText, StringComparison.Ordinal);
        AcnModel loaded = without.Load();
        Assert.Null(loaded.EarlyExit);
        loaded.Network.Dispose();
    }

    [Theory]
    [InlineData("\"threshold\": 0.85", "\"threshold\": -0.1", "earlyExit.threshold is -0.1; allowed are 0 to infinity")]
    [InlineData("\"threshold\": 0.85", "\"threshold\": \"NaN\"", "earlyExit.threshold is NaN")]
    [InlineData("\"threshold\": 0.85", "\"threshold\": \"-Infinity\"", "earlyExit.threshold is -Infinity")]
    [InlineData("\"threshold\": 0.85", "\"threshold\": \"0.85\"", "threshold")]
    [InlineData("\"threshold\": 0.85", "\"threshold\": null", "threshold")]
    [InlineData("\"threshold\": 0.85,", "", "threshold")]
    [InlineData("\"confidence\": \"entropy\"", "\"confidence\": \"margin\"", "confidence")]
    [InlineData("\"confidence\": \"entropy\"", "\"confidence\": 1", "confidence")]
    [InlineData("\"confidence\": \"entropy\"", "\"confidence\": \"entropy\", \"patience\": 2", "patience")]
    [InlineData("\"exitDepth\": \"ExitDepth\"", "\"exitDepth\": \"\"", "columns.exitDepth is empty")]
    [InlineData("\"exitDepth\": \"ExitDepth\"", "\"exitDepth\": \"Score\"", "columns.exitDepth is \"Score\", like another column")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        MemoryParts parts = Saved().Edit(old, replacement);

        var error = Assert.Throws<FormatException>(parts.Load);

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{ModelSerializer.ConfigPart}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_for_the_exit_depth_without_an_early_exit_is_refused()
    {
        MemoryParts parts = ModelSerializerTests.Saved().Edit("\"score\": \"Score\"", "\"score\": \"Score\", \"exitDepth\": \"ExitDepth\"");

        Assert.Contains("there is no earlyExit", Assert.Throws<FormatException>(parts.Load).Message, StringComparison.Ordinal);
    }

    private static MemoryParts Saved()
    {
        AcnModel model = Exiting(0.85, AcnConfidence.Entropy, "ExitDepth");
        MemoryParts parts = MemoryParts.Of(model);
        model.Network.Dispose();
        return parts;
    }

    private static AcnModel Exiting(double threshold, AcnConfidence confidence, string? column)
    {
        AcnModel model = MadeUpModel.Create();
        return model with { EarlyExit = new EarlyExit { Threshold = threshold, Confidence = confidence }, Columns = model.Columns with { ExitDepth = column } };
    }
}
