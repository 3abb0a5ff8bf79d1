using System.Globalization;
using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Compression;

public class DepthProfileTests
{
    private static readonly MLContext Context = new(seed: 2);

    // Trained too briefly to be always right, on unbalanced data, so that all figures differ.
    private static readonly Lazy<AcnTransformer> Model = new(() => TinyModel.Train(Context, options => (options.Layers, options.Epochs, options.LearningRate) = (3, 1, 0.002)));

    private static IDataView Data => TinyTexts.View(Context, TinyTexts.Rows(150, seed: 61).Where((row, i) => row.Topic != "tool" || i % 2 == 0));

    [Fact]
    public void Every_depth_has_the_figures_that_ML_NETs_evaluator_gives_the_cut_model()
    {
        AcnDepthProfile profile = Model.Value.ProfileDepth(Data);

        Assert.Equal(Model.Value.Depth + 1, profile.Count);
        foreach (AcnDepthResult depth in profile)
        {
            using AcnTransformer cut = Model.Value.Truncate(depth.Depth);
            MulticlassClassificationMetrics metrics = Context.MulticlassClassification.Evaluate(cut.Transform(Data));
            Assert.Equal(metrics.MicroAccuracy, depth.Accuracy, 9);
            Assert.Equal(metrics.MacroAccuracy, depth.MacroAccuracy, 9);
            Assert.Equal(metrics.LogLoss, depth.LogLoss, 5);
            Assert.Equal(cut.Model.Network.Weights().Sum(weight => weight.Tensor.numel()), depth.Parameters);
        }
        Assert.Equal(profile.Rows, Data.GetColumn<string>("Text").Count());
    }

    [Fact]
    public void Labels_are_matched_by_value_and_rows_without_one_left_out()
    {
        AcnDepthProfile expected = Model.Value.ProfileDepth(Data);
        IDataView reversed = TinyTexts.View(Context, Context.Data.CreateEnumerable<TextRow>(Data, false).Reverse());

        Assert.Equal(expected.Select(depth => depth.Accuracy), Model.Value.ProfileDepth(reversed).Select(depth => depth.Accuracy));
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_named()
    {
        IDataView data = TinyTexts.View(Context, [new TextRow { Topic = "weather", Text = "rain" }, new TextRow { Topic = "tool", Text = "saw" }]);

        Assert.Contains("'weather'", Assert.Throws<ArgumentException>(() => Model.Value.ProfileDepth(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_without_a_label_column_are_refused()
    {
        IDataView data = Context.Data.LoadFromEnumerable(TinyTexts.Rows(5));

        Assert.StartsWith("Could not find label column 'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Value.ProfileDepth(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compress_keeps_the_smallest_depth_within_the_tolerance()
    {
        AcnDepthProfile profile = Model.Value.ProfileDepth(Data);

        foreach (double tolerance in new[] { 0, 0.005, 0.1, 1 })
        {
            using AcnTransformer compressed = Model.Value.Compress(Data, tolerance);
            Assert.Equal(profile.First(depth => depth.Accuracy >= profile[^1].Accuracy - tolerance - 1e-9).Depth, compressed.Depth);
        }
        using AcnTransformer least = Model.Value.Compress(Data, 1);
        Assert.Equal(0, least.Depth);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_tolerance_out_of_range_is_refused(double tolerance)
    {
        Assert.Equal("tolerance", Assert.Throws<ArgumentOutOfRangeException>(() => Model.Value.Compress(Data, tolerance)).ParamName);
    }

    [Fact]
    public void The_tolerance_of_the_options_cuts_in_Fit_as_Compress_does_afterwards()
    {
        IDataView train = TinyTexts.View(Context), validation = Data;
        AcnTransformer Fit(double? tolerance) => Context.MulticlassClassification.Trainers
            .Acn(TinyTexts.Options(options => (options.Epochs, options.CompressionTolerance, options.CalibrateProbabilities) = (1, tolerance, false)))
            .Fit(train, validation);

        using AcnTransformer full = Fit(null), cut = Fit(0.05), compressed = full.Compress(validation, 0.05);

        Assert.Equal(compressed.Depth, cut.Depth);
        Assert.Equal(TinyModel.Scores(compressed.Transform(Data)), TinyModel.Scores(cut.Transform(Data)));
    }

    [Fact]
    public void The_profile_reads_as_a_table_in_every_culture()
    {
        var profile = new AcnDepthProfile(
            [
                new AcnDepthResult { Depth = 0, Accuracy = 0.5, MacroAccuracy = 0.25, LogLoss = 1.25, Parameters = 1_234 },
                new AcnDepthResult { Depth = 1, Accuracy = 1, MacroAccuracy = 0.98765, LogLoss = 0.001, Parameters = 12_345_678 },
            ],
            10);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(
                """
                depth  accuracy     macro  log-loss   parameters
                    0   50.00 %   25.00 %    1.2500        1,234
                    1  100.00 %   98.77 %    0.0010   12,345,678
                """.ReplaceLineEndings("\n"),
                profile.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
