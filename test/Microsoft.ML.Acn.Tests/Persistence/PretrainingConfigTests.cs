using System.Text.RegularExpressions;
using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Pre-trained networks in the model file.</summary>
public class PretrainingConfigTests
{
    [Fact]
    public void What_is_saved_comes_back()
    {
        MemoryParts parts = Saved();

        AcnModel loaded = Load(parts);

        Assert.Equal(7, loaded.Pretraining!.Tokens);
        Assert.Equal(parts.ConfigText, MemoryParts.Of(loaded).ConfigText);
        loaded.Network.Dispose();
    }

    [Theory]
    [InlineData("\"version\": \"3.0\"", "\"version\": \"2.0\"", "which version 2.0 does not have")]
    [InlineData("\"tokens\": 7", "\"tokens\": -1", "pretraining.tokens is -1")]
    [InlineData("\"accuracy\": 0.25", "\"accuracy\": 1.25", "pretraining.depths has a figure that cannot be")]
    [InlineData("\"depth\": 1", "\"depth\": 3", "pretraining.depths has a figure that cannot be")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        MemoryParts parts = Saved().Edit(old, replacement);

        Assert.Contains(message, Assert.Throws<FormatException>(() => Load(parts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_depth_that_is_null_is_one()
    {
        MemoryParts parts = Saved();
        parts.ConfigText = Regex.Replace(parts.ConfigText, @"""depths"": \[\s*\{[^}]*\}", @"""depths"": [ null");
        parts.Seal();

        Assert.Contains("pretraining.depths has a figure that cannot be", Assert.Throws<FormatException>(() => Load(parts)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_are_not_the_first_words_are_refused()
    {
        AcnModel model = MadeUpModel.Create();
        Assert.Contains(
            "labels.values of a pretraining are not the first of encoder.words",
            Assert.Throws<InvalidOperationException>(() => MemoryParts.Of(model.WithFeatures("Features") with { Pretraining = Profile(model) })).Message,
            StringComparison.Ordinal);
        model.Network.Dispose();
    }

    private static AcnModel Load(MemoryParts parts) => ModelSerializer.Read(parts, torch.CPU, ModelKind.Pretrained);

    private static AcnPretrainingProfile Profile(AcnModel model)
        => new(7, [.. Enumerable.Range(0, model.Network.Config.Layers + 1).Select(depth => new AcnPretrainingResult(depth, 0.25, 1.5 + depth))]);

    private static MemoryParts Saved()
    {
        AcnModel model = MadeUpModel.Create();
        var words = ((Microsoft.ML.Acn.Inputs.Text.TextEncoder)model.Encoder).Vocabulary.Words;
        model = model.WithFeatures("Features") with { Labels = MaskedWords.Of(words, model.Labels.Count), Pretraining = Profile(model) };
        MemoryParts parts = MemoryParts.Of(model);
        model.Network.Dispose();
        return parts;
    }
}
