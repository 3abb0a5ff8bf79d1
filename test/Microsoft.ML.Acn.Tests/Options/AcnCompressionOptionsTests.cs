using Microsoft.ML.Acn.Tests.Support;

namespace Microsoft.ML.Acn.Tests.Options;

public class AcnCompressionOptionsTests
{
    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var options = new AcnCompressionOptions
        {
            AccuracyTolerance = double.NaN,
            LogLossTolerance = -0.1,
            MinimumDepth = 4,
            FineTuneEpochs = 1_001,
            FineTuneLearningRate = 0,
            FineTuneOptions = new AcnVectorOptions(),
        };

        string message = Assert.Throws<ArgumentException>(nameof(options), () => options.Check(3, AcnConnectivity.Acn, new AcnTextOptions())).Message;

        Assert.StartsWith("7 ACN options are out of range: ", message, StringComparison.Ordinal);
        Assert.Contains("AccuracyTolerance is NaN; allowed: from 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("LogLossTolerance is -0.1; allowed: from 0 to 100", message, StringComparison.Ordinal);
        Assert.Contains("MinimumDepth is 4; allowed: from 0 to 3", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneEpochs is 1,001; allowed: from 0 to 1,000", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneLearningRate is 0; allowed: above 0 to 1", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneData is null; allowed: training data, with FineTuneEpochs above 0", message, StringComparison.Ordinal);
        Assert.Contains("FineTuneOptions is AcnVectorOptions; allowed: AcnTextOptions", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_to_fine_tune_with_are_checked_too()
    {
        AcnCompressionOptions options = FineTuning(new AcnTextOptions { BatchSize = 0 });

        Assert.Contains("BatchSize is 0", Assert.Throws<ArgumentException>(() => options.Check(3, AcnConnectivity.Acn, new AcnTextOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_fine_tuning_that_would_do_nothing_are_refused()
    {
        string Message(AcnCompressionOptions options) => Assert.Throws<ArgumentException>(() => options.Check(3, AcnConnectivity.Acn, new AcnTextOptions())).Message;

        Assert.Contains("FineTuneEpochs is 0; allowed: from 1 to 1,000, with FineTuneOptions.", Message(new AcnCompressionOptions { FineTuneOptions = new AcnTextOptions() }), StringComparison.Ordinal);
        Assert.Contains(
            "FineTuneEpochs is 0; allowed: from 1 to 1,000, with FineTuneData and FineTuneLearningRate.",
            Message(new AcnCompressionOptions { FineTuneData = new MLContext().Data.LoadFromEnumerable<VectorRow>([]), FineTuneLearningRate = 0.1 }),
            StringComparison.Ordinal);
        FineTuning(new AcnTextOptions()).Check(3, AcnConnectivity.Acn, new AcnTextOptions());
        new AcnCompressionOptions().Check(3, AcnConnectivity.Acn, new AcnTextOptions());
    }

    [Fact]
    public void Direct_gradients_depend_on_how_the_model_is_connected()
    {
        AcnCompressionOptions acn = FineTuning(new AcnTextOptions { DirectGradientOnly = true });
        AcnCompressionOptions residual = FineTuning(new AcnTextOptions { DirectGradientOnly = true, Connectivity = AcnConnectivity.Residual });

        foreach (AcnCompressionOptions options in new[] { acn, residual })
        {
            options.Check(3, AcnConnectivity.Acn, new AcnTextOptions());
            Assert.Contains(
                "DirectGradientOnly is true; allowed: false unless Connectivity is Acn",
                Assert.Throws<ArgumentException>(() => options.Check(3, AcnConnectivity.Residual, new AcnTextOptions())).Message,
                StringComparison.Ordinal);
        }
    }

    private static AcnCompressionOptions FineTuning(AcnOptions options)
        => new() { FineTuneEpochs = 1, FineTuneData = new MLContext().Data.LoadFromEnumerable<VectorRow>([]), FineTuneOptions = options };

    [Fact]
    public void Half_a_point_holds_where_no_tolerance_is_set()
    {
        Assert.Equal(0.005, new AcnCompressionOptions().EffectiveAccuracyTolerance);
        Assert.Equal(0.1, new AcnCompressionOptions { AccuracyTolerance = 0.1 }.EffectiveAccuracyTolerance);
        Assert.Null(new AcnCompressionOptions { LogLossTolerance = 0.1 }.EffectiveAccuracyTolerance);
        Assert.Equal(0, new AcnCompressionOptions { LogLossTolerance = 0.1, AccuracyTolerance = 0 }.EffectiveAccuracyTolerance);
    }
}
