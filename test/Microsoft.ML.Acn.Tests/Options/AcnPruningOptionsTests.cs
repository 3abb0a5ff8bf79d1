namespace Microsoft.ML.Acn.Tests.Options;

public class AcnPruningOptionsTests
{
    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var options = new AcnPruningOptions
        {
            Target = AcnPruningTarget.Weights | AcnPruningTarget.Heads,
            Criterion = AcnPruningCriterion.Movement,
            Sparsity = 1.1,
            AccuracyTolerance = -1,
            SearchSteps = 0,
            IncludeEmbedding = true,
            FineTuneLearningRate = 2,
            RampFraction = double.NaN,
        };

        string message = Message(options);

        Assert.Contains("Target is Weights, Heads; allowed: Weights, or HiddenUnits, Heads or both", message, StringComparison.Ordinal);
        Assert.Contains("Sparsity is 1.1; allowed: from 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("AccuracyTolerance is -1; allowed: from 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("SearchSteps is 0; allowed: from 1 to 20", message, StringComparison.Ordinal);
        Assert.Contains("RampFraction is NaN; allowed: from 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("Sparsity is set; allowed: one of Sparsity and AccuracyTolerance", message, StringComparison.Ordinal);
        Assert.Contains("IncludeEmbedding is true; allowed: false unless Target is Weights", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneEpochs is 0; allowed: from 1 to 1,000, with AcnPruningCriterion.Movement", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneLearningRate is 2; allowed: above 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneEpochs is 0; allowed: from 1 to 1,000, with FineTuneLearningRate", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AcnPruningTarget.None)]
    [InlineData((AcnPruningTarget)8)]
    [InlineData(AcnPruningTarget.HiddenUnits | (AcnPruningTarget)8)]
    public void Targets_that_there_are_not_are_refused(AcnPruningTarget target)
        => Assert.Contains("Target is ", Message(new AcnPruningOptions { Target = target, Sparsity = 0.5 }), StringComparison.Ordinal);

    [Fact]
    public void Neither_of_sparsity_and_tolerance_is_refused()
        => Assert.Contains("Sparsity is null; allowed: one of Sparsity and AccuracyTolerance", Message(new AcnPruningOptions()), StringComparison.Ordinal);

    [Fact]
    public void A_tolerance_needs_validation_data()
        => Assert.Contains("AccuracyTolerance is set; allowed: null without validation data", Message(new AcnPruningOptions { AccuracyTolerance = 0.01 }, hasValidation: false), StringComparison.Ordinal);

    [Fact]
    public void Layers_without_attention_have_no_heads()
    {
        var options = new AcnPruningOptions { Target = AcnPruningTarget.Heads, Sparsity = 0.5 };

        options.Check(hasHeads: true, AcnConnectivity.Acn, new AcnTextOptions(), hasValidation: false);
        Assert.Contains("the model's layers have none", Message(options, hasHeads: false), StringComparison.Ordinal);
    }

    private static string Message(AcnPruningOptions options, bool hasHeads = true, bool hasValidation = true)
        => Assert.Throws<ArgumentException>(nameof(options), () => options.Check(hasHeads, AcnConnectivity.Acn, new AcnTextOptions(), hasValidation)).Message;
}
