using Microsoft.ML.Acn.Persistence;
using TorchSharp;

namespace Microsoft.ML.Acn.Tests.Persistence;

/// <summary>Sources of features in the model file.</summary>
public class FeaturesConfigTests
{
    [Fact]
    public void A_source_of_features_and_a_classifier_are_not_taken_for_each_other()
    {
        MemoryParts features = Saved(), classifier = ModelSerializerTests.Saved();

        Assert.Contains("it is a source of features, and no classifier", Assert.Throws<FormatException>(features.Load).Message, StringComparison.Ordinal);
        Assert.Contains("columns.features is missing", Assert.Throws<FormatException>(() => LoadFeatures(classifier)).Message, StringComparison.Ordinal);
        AcnModel loaded = LoadFeatures(features);
        Assert.Equal("Features", loaded.Columns.Features);
        Assert.Equal(features.ConfigText, MemoryParts.Of(loaded).ConfigText);
        loaded.Network.Dispose();
    }

    [Theory]
    [InlineData("\"features\": \"Features\"", "\"features\": \"\"", "columns.features is empty")]
    [InlineData("\"version\": \"2.0\"", "\"version\": \"1.0\"", "columns.features is named, which version 1.0 does not have")]
    [InlineData("\"columns\": {", "\"earlyExit\": { \"threshold\": 0.5, \"confidence\": \"entropy\" }, \"columns\": {", "columns.features is named, and there is an earlyExit")]
    public void Wrong_values_are_named(string old, string replacement, string message)
    {
        MemoryParts parts = Saved().Edit(old, replacement);

        var error = Assert.Throws<FormatException>(() => LoadFeatures(parts));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{ModelSerializer.ConfigPart}'", error.Message, StringComparison.Ordinal);
    }

    private static AcnModel LoadFeatures(MemoryParts parts) => ModelSerializer.Read(parts, torch.CPU, ModelKind.Features);

    private static MemoryParts Saved()
    {
        AcnModel model = MadeUpModel.Create().WithFeatures("Features");
        MemoryParts parts = MemoryParts.Of(model);
        model.Network.Dispose();
        return parts;
    }
}
