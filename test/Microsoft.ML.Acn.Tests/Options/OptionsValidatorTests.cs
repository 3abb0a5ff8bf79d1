using System.Globalization;

namespace Microsoft.ML.Acn.Tests.Options;

public class OptionsValidatorTests
{
    /// <summary>A property, a value out of its range, and the value as the message writes it.</summary>
    public static TheoryData<string, object?, string> OutOfRange => new()
    {
        { nameof(AcnOptions.LabelColumnName), "", "\"\"" },
        { nameof(AcnOptions.LabelColumnName), null, "null" },
        { nameof(AcnOptions.FeatureColumnName), "", "\"\"" },
        { nameof(AcnOptions.ExampleWeightColumnName), "", "\"\"" },
        { nameof(AcnOptions.ScoreColumnName), null, "null" },
        { nameof(AcnOptions.PredictedLabelColumnName), "", "\"\"" },
        { nameof(AcnOptions.PredictedLabelColumnName), "Score", "\"Score\"" },
        { nameof(AcnOptions.Layers), -1, "-1" },
        { nameof(AcnOptions.Layers), 65, "65" },
        { nameof(AcnOptions.Width), 4, "4" },
        { nameof(AcnOptions.Width), 8_192, "8,192" },
        { nameof(AcnOptions.Width), 130, "130" },
        { nameof(AcnOptions.Heads), 0, "0" },
        { nameof(AcnOptions.Heads), 65, "65" },
        { nameof(AcnOptions.Dropout), 0.95, "0.95" },
        { nameof(AcnOptions.Dropout), double.NaN, "NaN" },
        { nameof(AcnOptions.Epochs), 0, "0" },
        { nameof(AcnOptions.Epochs), 10_001, "10,001" },
        { nameof(AcnOptions.MaxTrainingTime), TimeSpan.Zero, "00:00:00" },
        { nameof(AcnOptions.BatchSize), 0, "0" },
        { nameof(AcnOptions.BatchSize), 65_537, "65,537" },
        { nameof(AcnOptions.LearningRate), 0.0, "0" },
        { nameof(AcnOptions.LearningRate), 1.5, "1.5" },
        { nameof(AcnOptions.LearningRate), double.NaN, "NaN" },
        { nameof(AcnOptions.WeightDecay), -0.1, "-0.1" },
        { nameof(AcnOptions.WeightDecay), double.PositiveInfinity, "Infinity" },
        { nameof(AcnOptions.WarmupFraction), 1.1, "1.1" },
        { nameof(AcnOptions.LabelSmoothing), -0.5, "-0.5" },
        { nameof(AcnOptions.LabelSmoothing), 1.0, "1" },
        { nameof(AcnOptions.PrefixLossWeight), -0.1, "-0.1" },
        { nameof(AcnOptions.PrefixLossWeight), 1.1, "1.1" },
        { nameof(AcnOptions.PrefixLossWeight), double.NaN, "NaN" },
        { nameof(AcnOptions.GradientClipNorm), 0.0, "0" },
        { nameof(AcnOptions.GradientClipNorm), double.NaN, "NaN" },
        { nameof(AcnOptions.ValidationFraction), 0.91, "0.91" },
        { nameof(AcnOptions.CompressionTolerance), double.NaN, "NaN" },
        { nameof(AcnOptions.Threads), 0, "0" },
        { nameof(AcnOptions.GpuDeviceId), -1, "-1" },
        { nameof(AcnOptions.Connectivity), (AcnConnectivity)9, "9" },
        { nameof(AcnOptions.ClassWeights), (AcnClassWeights)(-1), "-1" },
        { nameof(AcnOptions.Precision), (AcnPrecision)3, "3" },
        { nameof(AcnOptions.OnCancellation), (AcnCancellationBehavior)2, "2" },
        { nameof(AcnOptions.EarlyStopping), new AcnEarlyStopping { Patience = 0 }, "0" },
        { nameof(AcnOptions.EarlyStopping), new AcnEarlyStopping { Metric = (AcnStoppingMetric)7 }, "7" },
        { nameof(AcnOptions.WarmStart), new AcnWarmStartOptions { FrozenLayers = 65 }, "65" },
        { nameof(AcnOptions.WarmStart), new AcnWarmStartOptions { BodyLearningRateFactor = 0 }, "0" },
        { nameof(AcnOptions.WarmStart), new AcnWarmStartOptions { BodyLearningRateFactor = 1.1 }, "1.1" },
        { nameof(AcnOptions.Continual), AcnContinual.SynapticIntelligence(-1), "-1" },
        { nameof(AcnOptions.Continual), AcnContinual.SynapticIntelligence(double.NaN), "NaN" },
        { nameof(AcnOptions.Continual), AcnContinual.ElasticWeightConsolidation(1e10), "10000000000" },
        { nameof(AcnOptions.Continual), AcnContinual.ElasticWeightConsolidation(1, 0), "0" },
        { nameof(AcnOptions.Continual), AcnContinual.Replay(0), "0" },
        { nameof(AcnOptions.Continual), AcnContinual.Replay(100_001), "100,001" },
        { nameof(AcnTextOptions.SecondFeatureColumnName), "", "\"\"" },
        { nameof(AcnTextOptions.MaxTokens), 0, "0" },
        { nameof(AcnTextOptions.MaxTokens), 65_537, "65,537" },
        { nameof(AcnTextOptions.MinWordCount), 0, "0" },
        { nameof(AcnTextOptions.MaxVocabulary), -1, "-1" },
        { nameof(AcnTextOptions.MinSubword), 0, "0" },
        { nameof(AcnTextOptions.MaxSubword), 2, "2" },
        { nameof(AcnTextOptions.MaxSubword), 11, "11" },
        { nameof(AcnTextOptions.SubwordBuckets), -5, "-5" },
        { nameof(AcnTextOptions.BigramBuckets), (1 << 24) + 1, "16,777,217" },
        { nameof(AcnTextOptions.WordDropout), double.NaN, "NaN" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_value_out_of_range_is_named_with_what_is_allowed(string property, object? value, string text)
    {
        var options = new AcnTextOptions();
        typeof(AcnTextOptions).GetProperty(property)!.SetValue(options, value);

        var error = Assert.Throws<ArgumentException>(nameof(options), () => OptionsValidator.Check(options));

        Assert.Contains(property, error.Message, StringComparison.Ordinal);
        Assert.Contains($" is {text}; allowed: ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("One ACN option is out of range: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var options = new AcnTextOptions { Layers = 100, LearningRate = double.NaN, Epochs = 0, MaxTokens = -3, Precision = (AcnPrecision)8 };

        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(options));

        Assert.StartsWith("5 ACN options are out of range: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Layers is 100; allowed: from 0 to 64", error.Message, StringComparison.Ordinal);
        Assert.Contains("LearningRate is NaN; allowed: above 0 to 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Epochs is 0; allowed: from 1 to 10,000", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxTokens is -3; allowed: from 1 to 65,536", error.Message, StringComparison.Ordinal);
        Assert.Contains("Precision is 8; allowed: Auto, Float32, BFloat16", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    public void Messages_are_the_same_in_every_culture(string culture)
    {
        var options = new AcnTextOptions { Width = 10_000, Dropout = 1.5, MinSubword = -2, MaxSubword = -3 };
        string expected = MessageIn("", options);

        Assert.Equal(expected, MessageIn(culture, options));
    }

    [Fact]
    public void Defaults_and_the_ends_of_the_ranges_are_allowed()
    {
        OptionsValidator.Check(new AcnTextOptions());
        OptionsValidator.Check(new AcnTextOptions
        {
            Layers = 0,
            Width = 8,
            Heads = 1,
            Dropout = 0,
            Epochs = 1,
            BatchSize = 1,
            LearningRate = 1e-12,
            WeightDecay = 0,
            WarmupFraction = 0,
            LabelSmoothing = 0,
            PrefixLossWeight = 0,
            GradientClipNorm = double.PositiveInfinity,
            ValidationFraction = 0,
            EarlyStopping = null,
            CompressionTolerance = 0,
            Threads = 1,
            MaxTokens = 1,
            MinWordCount = 1,
            MaxVocabulary = 0,
            MinSubword = 1,
            MaxSubword = 1,
            SubwordBuckets = 0,
            BigramBuckets = 0,
            WordDropout = 0,
        });
        OptionsValidator.Check(new AcnTextOptions
        {
            Layers = 64,
            Width = 4_096,
            Heads = 64,
            Dropout = 0.9,
            Epochs = 10_000,
            BatchSize = 65_536,
            LearningRate = 1,
            WeightDecay = 10,
            WarmupFraction = 1,
            LabelSmoothing = 0.9,
            PrefixLossWeight = 1,
            ValidationFraction = 0.9,
            EarlyStopping = new AcnEarlyStopping { Patience = 1 },
            CompressionTolerance = 1,
            Threads = 1_024,
            GpuDeviceId = 0,
            MaxTokens = 65_536,
            MaxVocabulary = 10_000_000,
            MinSubword = 10,
            MaxSubword = 10,
            SubwordBuckets = 1 << 24,
            BigramBuckets = 1 << 24,
            WordDropout = 0.9,
        });
    }

    [Fact]
    public void Options_of_vectors_have_ranges_of_their_own_and_no_heads()
    {
        OptionsValidator.Check(new AcnVectorOptions { Width = 130, FeatureDropout = 0.9 });

        var error = Assert.Throws<ArgumentException>(() => OptionsValidator.Check(new AcnVectorOptions { Width = 4, FeatureDropout = 0.95 }));

        Assert.Contains("Width is 4; allowed: from 8 to 4,096", error.Message, StringComparison.Ordinal);
        Assert.Contains("FeatureDropout is 0.95; allowed: from 0 to 0.9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_options_at_all_is_an_error() => Assert.Throws<ArgumentNullException>(() => OptionsValidator.Check(null!));

    private static string MessageIn(string culture, AcnOptions options)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return Assert.Throws<ArgumentException>(() => OptionsValidator.Check(options)).Message;
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
