using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests;

/// <summary>What confidence is, and what early exit shares with other parts of the library.</summary>
public class EarlyExitTests
{
    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData(new[] { 0.5f, 0.5f }, 0.5, 0)]
    [InlineData(new[] { 0f, 1f, 0f }, 1, 1)]
    [InlineData(new[] { 0.25f, 0.5f, 0.125f, 0.125f }, 0.5, 0.125)] // H = 1.75 bits of 2
    [InlineData(new[] { 0.2f, 0.7f, 0.1f }, 0.7, 0.270153)] // H = 0.801819 nats of 1.098612
    [InlineData(new[] { 1 / 3f, 1 / 3f, 1 / 3f }, 1 / 3d, 0)]
    public void Confidence_is_the_top_probability_or_what_the_entropy_leaves_of_1(float[] probabilities, double top, double entropy)
    {
        Assert.Equal(top, EarlyExit.ConfidenceIn(probabilities, AcnConfidence.TopProbability), 1e-6);
        double found = EarlyExit.ConfidenceIn(probabilities, AcnConfidence.Entropy);
        Assert.Equal(entropy, found, 1e-6);
        Assert.InRange(found, 0, 1);
    }

    [Fact]
    public void The_entropy_threshold_of_the_paper_is_one_less_its_share_of_ln_K()
    {
        // Ten classes: the largest has p, the others share the rest. Appendix H lets a row leave where H < 0.7 nats.
        var exit = new EarlyExit { Threshold = 1 - (0.7 / Math.Log(10)), Confidence = AcnConfidence.Entropy };
        foreach (double p in new[] { 0.5, 0.8, 0.86, 0.87, 0.9, 0.99 })
        {
            double rest = (1 - p) / 9, entropy = -(p * Math.Log(p)) - (9 * rest * Math.Log(rest));
            Assert.Equal(entropy < 0.7, exit.Leaves([(float)p, .. Enumerable.Repeat((float)rest, 9)]));
        }
    }

    [Fact]
    public void A_model_with_early_exit_loads_in_a_fresh_process()
    {
        using AcnTransformer model = TinyModel.Shared.WithEarlyExit(0.8, AcnConfidence.Entropy, "ExitDepth");
        List<TextRow> rows = TinyTexts.Rows(6, seed: 41);
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, data.Schema, folder.File("model.zip"));

        float[][] found = FreshProcess.Scores(folder.File("model.zip"), rows.Select(row => row.Text));

        Assert.Equal(TinyModel.PredictEach(model, rows).Select(prediction => prediction.Score), found);
        Assert.NotEqual(TinyModel.PredictEach(TinyModel.Shared, rows).Select(prediction => prediction.Score), found);
    }

    [Fact]
    public void A_prediction_engine_tells_the_exit_depth()
    {
        List<TextRow> rows = [.. TinyTexts.Rows(200).Where(row => row.Text.Count(letter => letter == ' ') == 4)];
        using AcnTransformer model = TinyModel.Shared.WithEarlyExit(MedianAtDepthZero(rows), exitDepthColumnName: "ExitDepth");
        using PredictionEngine<TextRow, Exit> engine = _context.Model.CreatePredictionEngine<TextRow, Exit>(model, new PredictionEngineOptions { OwnsTransformer = false });

        int[] alone = [.. rows.Select(row => engine.Predict(row).ExitDepth)];

        Assert.Equal(model.Transform(_context.Data.LoadFromEnumerable(rows)).GetColumn<int>("ExitDepth"), alone);
        Assert.Contains(0, alone);
        Assert.NotEqual(0, alone.Max());
    }

    [Fact]
    public void An_image_that_cannot_be_read_has_the_exit_depth_minus_1()
    {
        List<FileRow> rows = TinyImages.Rows(5, seed: 9);
        rows[2].Image = [7];
        using AcnTransformer full = TinyImages.Train(_context, TinyImages.Rows(40), options => options.Epochs = 1), model = full.WithEarlyExit(0, exitDepthColumnName: "ExitDepth");
        using PredictionEngine<FileRow, Exit> engine = _context.Model.CreatePredictionEngine<FileRow, Exit>(model, new PredictionEngineOptions { OwnsTransformer = false });

        Assert.Equal([0, 0, -1, 0, 0], model.Transform(TinyImages.View(_context, rows)).GetColumn<int>("ExitDepth"));
        Assert.Equal([0, 0, -1, 0, 0], rows.Select(row => engine.Predict(row).ExitDepth));
    }

    [Theory]
    [InlineData(1.001)]
    [InlineData(double.PositiveInfinity)]
    public void A_threshold_above_1_without_a_column_is_the_way_back(double threshold)
    {
        IDataView data = TinyTexts.View(_context);
        using AcnTransformer exiting = TinyModel.Shared.WithEarlyExit(0, exitDepthColumnName: "ExitDepth"), back = exiting.WithEarlyExit(threshold);
        using var folder = new TemporaryFolder();
        TinyModel.Shared.SaveWeights(folder.File("before"));
        back.SaveWeights(folder.File("back"));

        Assert.Null(back.EarlyExitThreshold);
        Assert.Null(back.EarlyExitConfidence);
        Assert.Equal(TinyModel.Scores(TinyModel.Shared.Transform(data)), TinyModel.Scores(back.Transform(data)));
        Assert.Equal(File.ReadAllText(folder.File("before.json")), File.ReadAllText(folder.File("back.json")));
        Assert.Contains("\"version\": \"1.0\"", File.ReadAllText(folder.File("back.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_column_a_threshold_above_1_stays()
    {
        using AcnTransformer never = TinyModel.Shared.WithEarlyExit(1.5, AcnConfidence.Entropy, "ExitDepth");

        Assert.Equal(1.5, never.EarlyExitThreshold);
        Assert.Equal(AcnConfidence.Entropy, never.EarlyExitConfidence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Score")]
    [InlineData("PredictedLabel")]
    public void A_name_that_the_exit_depth_cannot_have_is_refused(string name)
        => Assert.Equal("exitDepthColumnName", Assert.Throws<ArgumentException>(() => TinyModel.Shared.WithEarlyExit(0.5, exitDepthColumnName: name)).ParamName);

    [Theory]
    [InlineData(-0.001)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_threshold_out_of_range_is_refused(double threshold)
    {
        Assert.Equal("threshold", Assert.Throws<ArgumentOutOfRangeException>(() => TinyModel.Shared.WithEarlyExit(threshold)).ParamName);
        Assert.Equal("thresholds", Assert.Throws<ArgumentOutOfRangeException>(() => TinyModel.Shared.ProfileEarlyExit(TinyTexts.View(_context), thresholds: [0.5, threshold])).ParamName);
    }

    [Fact]
    public void A_confidence_that_there_is_not_and_no_thresholds_at_all_are_refused()
    {
        IDataView data = TinyTexts.View(_context);

        Assert.Equal("confidence", Assert.Throws<ArgumentOutOfRangeException>(() => TinyModel.Shared.WithEarlyExit(0.5, (AcnConfidence)7)).ParamName);
        Assert.Equal("confidence", Assert.Throws<ArgumentOutOfRangeException>(() => TinyModel.Shared.ProfileEarlyExit(data, (AcnConfidence)7)).ParamName);
        Assert.Equal("thresholds", Assert.Throws<ArgumentException>(() => TinyModel.Shared.ProfileEarlyExit(data, thresholds: [])).ParamName);
    }

    private double MedianAtDepthZero(List<TextRow> rows)
    {
        using AcnTransformer linear = TinyModel.Shared.Truncate(0);
        return RowBits.ThresholdOfHalf(TinyModel.Scores(linear.Transform(_context.Data.LoadFromEnumerable(rows))).Select(row => (double)row.Max()));
    }

    private sealed class Exit
    {
        public int ExitDepth { get; set; }
    }
}
