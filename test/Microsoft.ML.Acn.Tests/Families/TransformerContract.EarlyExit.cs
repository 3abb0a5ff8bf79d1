using Microsoft.ML.Acn.Tests.Support;
using Microsoft.ML.Data;

namespace Microsoft.ML.Acn.Tests.Families;

/// <summary>Rows that leave the network before its full depth.</summary>
public abstract partial class TransformerContract<TFamily>
{
    private const string ExitDepth = "ExitDepth";

    [Theory]
    [InlineData(AcnConfidence.TopProbability)]
    [InlineData(AcnConfidence.Entropy)]
    public void Threshold_0_is_depth_0_and_infinity_is_the_full_depth(AcnConfidence confidence)
    {
        IDataView data = Family.Load(_context, Family.Rows(150, seed: 61));
        using AcnTransformer linear = Family.Rough.Truncate(0);
        using AcnTransformer never = Family.Rough.WithEarlyExit(double.PositiveInfinity, confidence, ExitDepth), atOnce = Family.Rough.WithEarlyExit(0, confidence, ExitDepth);

        Assert.Equal(Scores(linear.Transform(data)), Scores(atOnce.Transform(data)));
        Assert.Equal(Scores(Family.Rough.Transform(data)), Scores(never.Transform(data)));
        Assert.All(ExitDepths(atOnce, data), depth => Assert.Equal(0, depth));
        Assert.All(ExitDepths(never, data), depth => Assert.Equal(3, depth));
    }

    [Theory]
    [InlineData(AcnConfidence.TopProbability)]
    [InlineData(AcnConfidence.Entropy)]
    public void A_row_leaves_at_the_first_confident_depth_with_the_scores_of_the_network_cut_there(AcnConfidence confidence)
    {
        IDataView data = Family.Load(_context, Family.Rows(150, seed: 61));
        float[][][] scores = ScoresByDepth(data);
        double threshold = ThresholdOfManyDepths(scores, confidence);
        using AcnTransformer model = Family.Rough.WithEarlyExit(threshold, confidence, ExitDepth);

        IDataView exited = model.Transform(data);
        int[] depths = [.. exited.GetColumn<int>(ExitDepth)];

        Assert.True(depths.Distinct().Count() > 1, "all rows left at one depth");
        int[] expected = [.. Enumerable.Range(0, depths.Length).Select(row => Enumerable.Range(0, 4).First(depth => depth == 3 || Sure(scores[depth][row], confidence) >= threshold))];
        Assert.Equal(expected, depths);
        RowBits.AssertSame(depths.Select((depth, row) => scores[depth][row]), Scores(exited));
        Assert.Equal(Scores(exited).Select(row => (uint)row.IndexOf(row.Max()) + 1), exited.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Neither_order_nor_neighbours_change_where_a_row_leaves()
    {
        using AcnTransformer model = ExitingModel(out _);
        foreach (List<FamilyRow> rows in Family.RowsOfOneLength(150))
        {
            IDataView all = model.Transform(Family.Load(_context, rows)), reversed = model.Transform(Family.Load(_context, Enumerable.Reverse(rows))), some = model.Transform(Family.Load(_context, rows[40..57]));
            int[] expected = [.. all.GetColumn<int>(ExitDepth)];

            Assert.Equal(expected.Reverse(), reversed.GetColumn<int>(ExitDepth));
            Assert.Equal(expected[40..57], some.GetColumn<int>(ExitDepth));
            RowBits.AssertSame(Scores(all).Reverse(), Scores(reversed));
            RowBits.AssertSame(Scores(all)[40..57], Scores(some));
            RowBits.AssertSame(Scores(all), Family.PredictEach(model, rows).Select(prediction => prediction.Score));
        }
        List<FamilyRow> mixed = Family.Rows(150, seed: 61);
        Assert.Equal(ExitDepths(model, Family.Load(_context, mixed)).Reverse(), ExitDepths(model, Family.Load(_context, Enumerable.Reverse(mixed))));
    }

    [Fact]
    public void The_exit_depth_is_a_column_that_is_computed_when_it_is_asked_for()
    {
        IDataView data = Family.Load(_context, Family.Rows(150, seed: 61));
        using AcnTransformer model = ExitingModel(out _), without = Family.Rough.WithEarlyExit(0.5);

        IDataView scored = model.Transform(data);
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema[ExitDepth]]);
        ValueGetter<int> getter = cursor.GetGetter<int>(scored.Schema[ExitDepth]);
        var depths = new List<int>();
        int depth = 0;
        while (cursor.MoveNext())
        {
            getter(ref depth);
            depths.Add(depth);
        }

        Assert.Equal(ExitDepths(model, data), depths);
        Assert.Equal(["PredictedLabel", "Score", ExitDepth], model.GetOutputSchema(data.Schema).TakeLast(3).Select(column => column.Name));
        Assert.Equal(NumberDataViewType.Int32, scored.Schema[ExitDepth].Type);
        Assert.Equal(["PredictedLabel", "Score"], without.GetOutputSchema(data.Schema).TakeLast(2).Select(column => column.Name));
        Assert.Null(without.GetOutputSchema(data.Schema).GetColumnOrNull(ExitDepth));
    }

    [Fact]
    public void An_early_exit_is_saved_and_loaded_with_the_model()
    {
        IDataView data = Family.Load(_context, Family.Rows(150, seed: 61));
        using AcnTransformer model = ExitingModel(out double threshold);
        using var file = new MemoryStream();
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, data.Schema, file);
        model.SaveWeights(folder.File("weights"));

        using var fromFile = (AcnTransformer)new MLContext().Model.Load(file, out _);
        using AcnTransformer fromWeights = AcnTransformer.LoadWeights(new MLContext(), folder.File("weights"));

        foreach (AcnTransformer loaded in new[] { fromFile, fromWeights })
        {
            Assert.Equal(threshold, loaded.EarlyExitThreshold);
            Assert.Equal(AcnConfidence.Entropy, loaded.EarlyExitConfidence);
            Assert.Equal(Scores(model.Transform(data)), Scores(loaded.Transform(data)));
            Assert.Equal(ExitDepths(model, data), ExitDepths(loaded, data));
        }
        Assert.Null(Family.Rough.EarlyExitThreshold);
        Assert.Null(Family.Rough.EarlyExitConfidence);
    }

    [Fact]
    public void A_model_that_is_cut_keeps_its_early_exit()
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        using AcnTransformer model = ExitingModel(out double threshold);
        int[] depths = ExitDepths(model, data);

        using AcnTransformer cut = model.Truncate(2), compressed = model.Compress(data, 1);

        Assert.Equal(threshold, cut.EarlyExitThreshold);
        Assert.Equal(depths.Select(depth => Math.Min(depth, 2)), ExitDepths(cut, data));
        Assert.Equal(threshold, compressed.EarlyExitThreshold);
        Assert.All(ExitDepths(compressed, data), depth => Assert.Equal(0, depth));
        Assert.Equal(Family.Rough.ProfileDepth(data).Select(depth => (depth.Accuracy, depth.LogLoss)), model.ProfileDepth(data).Select(depth => (depth.Accuracy, depth.LogLoss)));
    }

    [Fact]
    public void A_model_that_is_cut_and_fine_tuned_keeps_its_early_exit_and_can_be_saved()
    {
        IDataView data = Family.View(_context, Family.Rows(60));
        var options = new AcnCompressionOptions { AccuracyTolerance = 1, MinimumDepth = 1, MeasureSpeed = false, FineTuneEpochs = 1, FineTuneData = data, FineTuneOptions = Family.Options() };
        using AcnTransformer model = ExitingModel(out double threshold), tuned = model.Compress(data, options);
        using var file = new MemoryStream();

        _context.Model.Save(tuned, data.Schema, file);

        using var loaded = (AcnTransformer)new MLContext().Model.Load(file, out _);
        Assert.Equal((1, threshold), (tuned.Depth, tuned.EarlyExitThreshold!.Value));
        Assert.Equal(ExitDepths(tuned, data), ExitDepths(loaded, data));
    }

    [Fact]
    public void Another_threshold_takes_the_place_of_the_first()
    {
        IDataView data = Family.Load(_context, Family.Rows(40));
        using AcnTransformer first = ExitingModel(out _), second = first.WithEarlyExit(0), linear = Family.Rough.Truncate(0);

        Assert.Equal(Scores(linear.Transform(data)), Scores(second.Transform(data)));
        Assert.Equal(0, second.EarlyExitThreshold);
        Assert.Equal(AcnConfidence.TopProbability, second.EarlyExitConfidence);
        Assert.Null(second.Transform(data).Schema.GetColumnOrNull(ExitDepth));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_weights_are_shared_and_freed_with_the_last_transformer(bool originalFirst)
    {
        IDataView data = Family.Load(_context, Family.Rows(40));
        AcnTransformer original = Model.Truncate(2), exiting = original.WithEarlyExit(0);
        TorchSharp.torch.Tensor weight = original.Model.Network.Weights().First().Tensor;
        (AcnTransformer first, AcnTransformer last) = originalFirst ? (original, exiting) : (exiting, original);
        Assert.Same(original.Model.Network, exiting.Model.Network);
        float[][] expected = Scores(last.Transform(data));

        first.Dispose();
        first.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Scores(first.Transform(data)));
        Assert.Throws<ObjectDisposedException>(() => first.WithEarlyExit(0.5));
        Assert.Equal(expected, Scores(last.Transform(data)));
        Assert.False(weight.IsInvalid);
        last.Dispose();
        Assert.True(weight.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => Scores(last.Transform(data)));
    }

    [Theory]
    [InlineData(AcnConfidence.TopProbability)]
    [InlineData(AcnConfidence.Entropy)]
    public void Every_threshold_of_a_profile_has_the_figures_that_ML_NETs_evaluator_gives(AcnConfidence confidence)
    {
        IDataView data = Family.View(_context, UnbalancedRows);
        double threshold = ThresholdOfManyDepths(ScoresByDepth(data), confidence);

        AcnEarlyExitProfile profile = Family.Rough.ProfileEarlyExit(data, confidence, [0, threshold, double.PositiveInfinity]);

        Assert.Equal([0, threshold, double.PositiveInfinity], profile.Select(result => result.Threshold));
        Assert.Equal((confidence, UnbalancedRows.Count, 3), (profile.Confidence, profile.Rows, profile.Count));
        foreach (AcnEarlyExitResult result in profile)
        {
            using AcnTransformer model = Family.Rough.WithEarlyExit(result.Threshold, confidence, ExitDepth);
            MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(data));
            int[] depths = ExitDepths(model, data);
            Assert.Equal(metrics.MicroAccuracy, result.Accuracy, 9);
            Assert.Equal(metrics.LogLoss, result.LogLoss, 5);
            Assert.Equal(depths.Average(), result.MeanDepth, 9);
            Assert.Equal(Enumerable.Range(0, 4).Select(depth => depths.Count(exit => exit == depth) / (double)depths.Length), result.DepthShares);
            Assert.InRange(result.RowsPerSecond, 1, 1e9);
        }
        Assert.InRange(profile[1].MeanDepth, 0.01, 2.99);
        Assert.Equal(profile[2].Accuracy, profile.FullAccuracy);
        Assert.Equal(profile.Where(result => result.Accuracy >= profile.FullAccuracy - 0.05 - 1e-9).Min(result => result.Threshold), profile.LowestThresholdWithin(0.05));
    }

    [Fact]
    public void A_profile_names_what_is_wrong_with_its_data()
    {
        IDataView unlabelled = Family.Load(_context, Family.Rows(5));
        List<FamilyRow> rows = Family.Rows(4);
        rows[1].Kind = "weather";

        Assert.StartsWith("Could not find label column 'Label'", Assert.Throws<ArgumentOutOfRangeException>(() => Model.ProfileEarlyExit(unlabelled)).Message, StringComparison.Ordinal);
        Assert.Contains("'weather'", Assert.Throws<ArgumentException>(() => Model.ProfileEarlyExit(Family.View(_context, rows))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prefix_losses_make_the_shallowest_depth_better_than_it_is_without()
    {
        IDataView data = Family.View(_context);
        double[] LossesByDepth(double weight)
        {
            using AcnTransformer model = Family.Train(_context, options => (options.PrefixLossWeight, options.Layers, options.Epochs, options.LabelSmoothing) = (weight, 3, 2, 0), data);
            return [.. model.ProfileDepth(data).Select(depth => depth.LogLoss)];
        }

        double[] without = LossesByDepth(0), with = LossesByDepth(1);

        Assert.True(with[0] < without[0], $"log-loss by depth {string.Join(", ", with)} with prefix losses, {string.Join(", ", without)} without");
    }

    /// <summary>A model of which rows leave at different depths.</summary>
    private AcnTransformer ExitingModel(out double threshold)
    {
        threshold = ThresholdOfManyDepths(ScoresByDepth(Family.Load(_context, Family.Rows(150, seed: 61))), AcnConfidence.Entropy);
        return Family.Rough.WithEarlyExit(threshold, AcnConfidence.Entropy, ExitDepth);
    }

    private float[][][] ScoresByDepth(IDataView data) => [.. Enumerable.Range(0, 4).Select(depth =>
    {
        using AcnTransformer cut = Family.Rough.Truncate(depth);
        return Scores(cut.Transform(data));
    })];

    /// <summary>Half of the rows are as sure at some depth below the full one.</summary>
    private static double ThresholdOfManyDepths(float[][][] scores, AcnConfidence confidence)
        => RowBits.ThresholdOfHalf(Enumerable.Range(0, scores[0].Length).Select(row => scores.Take(3).Max(depth => Sure(depth[row], confidence))));

    private static double Sure(float[] scores, AcnConfidence confidence) => confidence == AcnConfidence.TopProbability
        ? scores.Max()
        : 1 + (scores.Sum(score => score * Math.Log(Math.Max(score, 1e-30))) / Math.Log(scores.Length));

    private static int[] ExitDepths(AcnTransformer model, IDataView data) => [.. model.Transform(data).GetColumn<int>(ExitDepth)];
}
